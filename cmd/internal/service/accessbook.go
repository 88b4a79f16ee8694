package service

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"

	rule "coresync/domain/access"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/access"
	"coresync/projections/directory"
	"coresync/projections/mapping"

	"github.com/google/uuid"
)

// accountBook keeps of each tenant whose its accounts are: names are what accounts are
// sorted, searched and matched by. As long as the read models don't move and nobody is
// erased nothing is read.
type accountBook struct {
	persons  *personBook
	contacts *contactBook

	mu   sync.Mutex
	kept map[uuid.UUID]*accountIndex // by tenant
}

// accountIndex are all accounts of a tenant with their people.
type accountIndex struct {
	stands   [3]projections.Standing
	erasures int64
	by       map[uuid.UUID]*indexed // by account
	names    func() []uuid.UUID     // accounts in order of name
	emails   func() []uuid.UUID     // accounts in order of e-mail address
	unowned  []uuid.UUID            // accounts that nobody is known for
}

// indexed is an account as the index has it.
type indexed struct {
	person
	connection uuid.UUID
	userID     int64
	customer   uuid.UUID
	owner      *api.ContactRef
	ownedBy    string
}

// of is the index as the reading shows it.
func (b *accountBook) of(ctx context.Context, r *projections.Reading) (*accountIndex, error) {
	stands := [3]projections.Standing{r.Standing(read.Name), r.Standing(mapping.Name), r.Standing(directory.Name)}
	for i := range stands {
		stands[i].Age = 0 // it grows while a model is behind, and says nothing about rows
	}
	erasures, err := b.persons.erasures(ctx, r.Tenant) // before anything is opened: an erasure moves no read model
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	kept := b.kept[r.Tenant]
	b.mu.Unlock()
	if kept != nil && kept.erasures == erasures && kept.stands == stands {
		return kept, nil
	}
	next := &accountIndex{stands: stands, erasures: erasures}
	if err := b.fill(ctx, r, next); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.kept == nil {
		b.kept = make(map[uuid.UUID]*accountIndex)
	}
	b.kept[r.Tenant] = next
	return next, nil
}

func (b *accountBook) fill(ctx context.Context, r *projections.Reading, next *accountIndex) error {
	known, err := b.persons.of(ctx, r)
	if err != nil {
		return err
	}
	links, err := mapping.CurrentLinks(ctx, r)
	if err != nil {
		return err
	}
	people, err := b.contacts.of(ctx, r, next.erasures)
	if err != nil {
		return err
	}
	governed, err := read.Connectors(ctx, r)
	if err != nil {
		return err
	}
	next.by = make(map[uuid.UUID]*indexed, len(known.heads))
	for _, h := range known.heads {
		a := &indexed{person: known.names[h.ID], connection: h.Connection, userID: h.UserID, customer: links.Customer(h.Organization, uuid.Nil)}
		connector := governed[h.Connection]
		people.own(a, h, connector.Governed(h.Connection).Matching)
		next.by[h.ID] = a
		if a.ownedBy == "" {
			next.unowned = append(next.unowned, h.ID)
		}
	}
	next.names = next.sorted(func(a *indexed) string { return strings.ToLower(a.lastName + "\x00" + a.firstName + "\x00" + a.email) })
	next.emails = next.sorted(func(a *indexed) string { return strings.ToLower(a.email) })
	return nil
}

// sorted are the accounts in the order of a text, equal ones by id: sorted when they are
// first asked for, since most pages need no order.
func (x *accountIndex) sorted(key func(*indexed) string) func() []uuid.UUID {
	return sync.OnceValue(func() []uuid.UUID {
		type keyed struct {
			id  uuid.UUID
			key string
		}
		all := make([]keyed, 0, len(x.by))
		for id, a := range x.by {
			all = append(all, keyed{id, key(a)})
		}
		slices.SortFunc(all, func(a, b keyed) int {
			return cmp.Or(strings.Compare(a.key, b.key), bytes.Compare(a.id[:], b.id[:]))
		})
		ids := make([]uuid.UUID, len(all))
		for i, a := range all {
			ids[i] = a.id
		}
		return ids
	})
}

// mentioning are the accounts whose name, address or id holds each word of a search.
func (x *accountIndex) mentioning(q string) []uuid.UUID {
	found := []uuid.UUID{}
	for id, a := range x.by {
		if mentions(q, a.name(), a.email, strconv.FormatInt(a.userID, 10)) {
			found = append(found, id)
		}
	}
	return found
}

// addressed are the accounts with an e-mail address, whatever its case.
func (x *accountIndex) addressed(email string) []uuid.UUID {
	found := []uuid.UUID{}
	for id, a := range x.by {
		if strings.EqualFold(a.email, email) {
			found = append(found, id)
		}
	}
	return found
}

func (p person) name() string {
	return api.AccessAccount{FirstName: p.firstName, LastName: p.lastName}.Name()
}

// own says whose an account is (C1P-06).
func (b *people) own(a *indexed, h read.AccountHead, matching string) {
	if h.OwnerSet {
		a.ownedBy = rule.Nobody
		if h.Owner != uuid.Nil {
			a.ownedBy, a.owner = rule.ByHand, b.ref(h.Owner)
		}
		return
	}
	if found, by, ok := b.directory.Find(a.email, a.firstName, a.lastName, a.customer, matching); ok {
		a.ownedBy, a.owner = by, b.ref(found.ID)
	}
}
