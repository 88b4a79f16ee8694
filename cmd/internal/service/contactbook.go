package service

import (
	"context"
	"sync"

	rule "coresync/domain/access"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/directory"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// contactBook keeps all contacts of a tenant opened, as long as nothing in the log is
// newer and nobody is erased: accounts are matched with all of them at once.
type contactBook struct {
	opener opener

	mu   sync.Mutex
	kept map[uuid.UUID]*people // by tenant
}

// people are contacts, opened.
type people struct {
	standing  projections.Standing
	erasures  int64
	directory *rule.Directory
	byID      map[uuid.UUID]api.ContactRef
}

// ref names a contact; one that is no longer there is known by its id alone.
func (p *people) ref(id uuid.UUID) *api.ContactRef {
	ref, there := p.byID[id]
	if !there {
		ref = api.ContactRef{ID: id}
	}
	return &ref
}

// of are the contacts as the reading shows them, after so many erasures.
func (b *contactBook) of(ctx context.Context, r *projections.Reading, erasures int64) (*people, error) {
	standing := r.Standing(directory.Name)
	b.mu.Lock()
	kept := b.kept[r.Tenant]
	b.mu.Unlock()
	if kept != nil && kept.erasures == erasures && kept.standing.Epoch == standing.Epoch && kept.standing.Position == standing.Position && kept.standing.Release == standing.Release {
		return kept, nil
	}
	read, err := b.read(ctx, r)
	if err != nil {
		return nil, err
	}
	read.standing, read.erasures = standing, erasures
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.kept == nil {
		b.kept = make(map[uuid.UUID]*people)
	}
	b.kept[r.Tenant] = read
	return read, nil
}

func (b *contactBook) read(ctx context.Context, r *projections.Reading) (*people, error) {
	p := &people{byID: make(map[uuid.UUID]api.ContactRef)}
	var all []rule.Someone
	for after := []string(nil); ; {
		page, err := directory.Contacts(ctx, r, directory.Filter{}, query.Page{Limit: query.MaxLimit, After: after})
		if err != nil {
			return nil, err
		}
		opened, err := b.opener.contacts(ctx, r.Tenant, page.Items)
		if err != nil {
			return nil, err
		}
		for _, c := range opened {
			p.byID[c.ID] = contactRef(c)
			all = append(all, rule.Someone{ID: c.ID, Customer: c.Customer.ID, Name: c.Name, Email: c.Email})
		}
		if after = page.Next; after == nil {
			break
		}
	}
	p.directory = rule.NewDirectory(all)
	return p, nil
}
