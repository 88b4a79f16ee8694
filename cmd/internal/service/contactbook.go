package service

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	rule "coresync/domain/access"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/directory"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// contactBook keeps all contacts of a tenant opened: accounts are matched with all of them
// at once, and who looks for a name finds it in no row. Only contacts that changed are
// opened anew; after an erasure all are.
type contactBook struct {
	opener opener
	// erasures counts how often somebody of a tenant was erased.
	erasures func(ctx context.Context, tenant uuid.UUID) (int64, error)

	mu   sync.Mutex
	kept map[uuid.UUID]*people // by tenant
}

// find gives the contacts as the reading shows them whose name or e-mail address has all
// words of a text.
func (b *contactBook) find(ctx context.Context, r *projections.Reading, text string) ([]api.Contact, error) {
	erasures, err := b.erasures(ctx, r.Tenant) // before anything is opened: an erasure moves no read model
	if err != nil {
		return nil, err
	}
	people, err := b.of(ctx, r, erasures)
	if err != nil {
		return nil, err
	}
	return people.find(text), nil
}

// people are contacts, opened.
type people struct {
	standing  projections.Standing
	erasures  int64
	directory *rule.Directory
	byID      map[uuid.UUID]openContact
}

// openContact is a contact as an event tells it.
type openContact struct {
	event uuid.UUID
	api.Contact
}

// ref names a contact; one that is no longer there is known by its id alone.
func (p *people) ref(id uuid.UUID) *api.ContactRef {
	known, there := p.byID[id]
	if !there {
		return &api.ContactRef{ID: id}
	}
	ref := contactRef(known.Contact)
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
	if kept != nil && kept.erasures != erasures {
		kept = nil
	}
	read, err := b.read(ctx, r, kept)
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

// read opens what the reading shows; was are those that were opened before, if any.
func (b *contactBook) read(ctx context.Context, r *projections.Reading, was *people) (*people, error) {
	p := &people{byID: make(map[uuid.UUID]openContact)}
	var all []rule.Someone
	for after := []string(nil); ; {
		page, err := directory.Contacts(ctx, r, directory.Filter{}, query.Page{Limit: query.MaxLimit, After: after})
		if err != nil {
			return nil, err
		}
		if err := b.open(ctx, r.Tenant, p, was, page.Items); err != nil {
			return nil, err
		}
		for _, row := range page.Items {
			c := p.byID[row.Thing.ID]
			all = append(all, rule.Someone{ID: c.ID, Customer: c.Customer.ID, Name: c.Name, Email: c.Email})
		}
		if after = page.Next; after == nil {
			break
		}
	}
	p.directory = rule.NewDirectory(all)
	return p, nil
}

func (b *contactBook) open(ctx context.Context, tenant uuid.UUID, p, was *people, rows []directory.Entry[directory.Contact]) error {
	var sealed []directory.Entry[directory.Contact]
	for _, row := range rows {
		if was != nil {
			if known, there := was.byID[row.Thing.ID]; there && known.event == row.Thing.Event {
				known.Customer = api.Ref{ID: row.Thing.Customer, Name: row.CustomerName}
				p.byID[row.Thing.ID] = known
				continue
			}
		}
		sealed = append(sealed, row)
	}
	opened, err := b.opener.contacts(ctx, tenant, sealed)
	if err != nil {
		return err
	}
	for i, c := range opened {
		p.byID[c.ID] = openContact{sealed[i].Thing.Event, c}
	}
	return nil
}

// find gives the contacts whose name or e-mail address has all words of a text, by name;
// those whose name begins with it come first.
func (p *people) find(text string) []api.Contact {
	text = strings.ToLower(strings.TrimSpace(text))
	words := strings.Fields(text)
	if len(words) == 0 {
		return nil
	}
	var found []api.Contact
	for _, c := range p.byID {
		in := strings.ToLower(c.Name + "\n" + c.Email)
		if !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(in, word) }) {
			found = append(found, c.Contact)
		}
	}
	slices.SortFunc(found, func(x, y api.Contact) int {
		a, b := strings.ToLower(x.Name), strings.ToLower(y.Name)
		if first := strings.HasPrefix(a, text); first != strings.HasPrefix(b, text) {
			return map[bool]int{true: -1, false: 1}[first]
		}
		return cmp.Or(strings.Compare(a, b), slices.Compare(x.ID[:], y.ID[:]))
	})
	return found
}
