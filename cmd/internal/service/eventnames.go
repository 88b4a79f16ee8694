package service

import (
	"context"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/domain/sentence"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/access"
	"coresync/projections/asset"
	"coresync/projections/connection"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// nameBook has the names of the things of a page of sentences, by kind and id of their rows.
type nameBook struct {
	tenant uuid.UUID
	open   bool // names of contacts, too
	wanted map[sentence.Kind][]uuid.UUID
	known  map[sentence.Kind]map[uuid.UUID]string
}

func newNameBook(tenant uuid.UUID, open bool) *nameBook {
	return &nameBook{tenant, open, make(map[sentence.Kind][]uuid.UUID), make(map[sentence.Kind]map[uuid.UUID]string)}
}

// row is the id of a thing's row, by which its page knows it, too.
func (b *nameBook) row(t sentence.Thing) uuid.UUID {
	switch t.Kind {
	case sentence.KindDevice:
		return rowid.Device(b.tenant, t.Connection, t.Number)
	case sentence.KindOrganization:
		return rowid.Organization(b.tenant, t.Connection, t.Number)
	case sentence.KindLocation:
		return rowid.Location(b.tenant, t.Connection, t.Number)
	case sentence.KindAccount:
		return rowid.NinjaPerson(b.tenant, event.NinjaEndUser, t.Connection, t.Number)
	case sentence.KindNinjaContact:
		return rowid.NinjaPerson(b.tenant, event.NinjaContact, t.Connection, t.Number)
	case sentence.KindRole:
		return rowid.Role(b.tenant, t.Connection, t.Number)
	}
	return t.ID
}

// add asks for the names of a sentence's things.
func (b *nameBook) add(of []sentence.Part) {
	for _, p := range of {
		if p.Thing != nil {
			b.wanted[p.Thing.Kind] = append(b.wanted[p.Thing.Kind], b.row(*p.Thing))
		}
	}
}

// wants are the distinct ids of kinds.
func (b *nameBook) wants(kinds ...sentence.Kind) (ids []uuid.UUID) {
	for _, k := range kinds {
		ids = append(ids, b.wanted[k]...)
	}
	return distinct(ids)
}

// read looks all names up, kind by kind.
func (s events) read(ctx context.Context, scope api.Scope, b *nameBook) error {
	if err := s.readWho(ctx, b); err != nil {
		return err
	}
	look := func(r *projections.Reading) error {
		for _, kind := range []func(context.Context, *projections.Reading, *nameBook) error{s.readAssets, s.readPlaces, s.readContacts, s.readNinja} {
			if err := kind(ctx, r, b); err != nil {
				return err
			}
		}
		return nil
	}
	if held := heldIn(ctx); held != nil && scope.AsOf == nil {
		return look(held)
	}
	return conflicts(projections.Read(ctx, s.pool, scope.Tenant, s.now(), look))
}

// readWho reads who works with the program, and its tokens.
func (s events) readWho(ctx context.Context, b *nameBook) error {
	users, tokens := make(map[uuid.UUID]string), make(map[uuid.UUID]string)
	b.known[sentence.KindUser], b.known[sentence.KindToken] = users, tokens
	if len(b.wants(sentence.KindUser)) > 0 || len(b.wanted[sentence.KindActor]) > 0 {
		all, err := s.users.List(ctx, b.tenant)
		if err != nil {
			return err
		}
		for _, u := range all {
			users[u.ID] = u.Called()
		}
	}
	if len(b.wants(sentence.KindToken)) == 0 && len(b.wanted[sentence.KindActor]) == 0 {
		return nil
	}
	for list := (api.List{Limit: maxPage, Sort: api.Sort{By: "created_at"}}); ; {
		page, err := s.tokens.List(ctx, b.tenant, api.TokenFilter{}, list)
		if err != nil {
			return err
		}
		for _, t := range page.Items {
			tokens[t.ID] = "“" + t.Name + "”"
		}
		if list.After = page.Next; page.Next == nil {
			return nil
		}
	}
}

func (s events) readAssets(ctx context.Context, r *projections.Reading, b *nameBook) error {
	ids := b.wants(sentence.KindAsset, sentence.KindDevice)
	if len(ids) == 0 {
		return nil
	}
	found, err := asset.NamesOf(ctx, r, ids)
	b.known[sentence.KindAsset], b.known[sentence.KindDevice] = found, found
	return err
}

// readPlaces reads customers, organizations and locations.
func (s events) readPlaces(ctx context.Context, r *projections.Reading, b *nameBook) (err error) {
	if ids := b.wants(sentence.KindCustomer); len(ids) > 0 {
		if b.known[sentence.KindCustomer], err = customerNames(ctx, r, ids); err != nil {
			return err
		}
	}
	if ids := b.wants(sentence.KindOrganization, sentence.KindLocation); len(ids) > 0 {
		found, err := placeNames(ctx, r, ids)
		b.known[sentence.KindOrganization], b.known[sentence.KindLocation] = found, found
		return err
	}
	return nil
}

func (s events) readContacts(ctx context.Context, r *projections.Reading, b *nameBook) error {
	ids := b.wants(sentence.KindContact)
	if !b.open || len(ids) == 0 {
		return nil
	}
	found, err := associations{s.log, s.reads, s.people}.contacts(ctx, r, ids)
	known := make(map[uuid.UUID]string, len(found))
	for id, c := range found {
		known[id] = c.Name
	}
	b.known[sentence.KindContact] = known
	return err
}

// readNinja reads connections, which are few, and roles of NinjaOne.
func (s events) readNinja(ctx context.Context, r *projections.Reading, b *nameBook) error {
	connections, roles := make(map[uuid.UUID]string), make(map[uuid.UUID]string)
	b.known[sentence.KindConnection], b.known[sentence.KindRole] = connections, roles
	for _, id := range b.wants(sentence.KindConnection) {
		c, err := connection.Get(ctx, r, id)
		if err != nil && domain.ErrorCode(err) != domain.CodeNotFound {
			return err
		}
		connections[id] = c.Name
	}
	ids := b.wants(sentence.KindRole)
	if len(ids) == 0 {
		return nil
	}
	found, err := read.Roles(ctx, r, read.RoleFilter{IDs: ids}, query.Page{Limit: query.MaxLimit, Sort: "name"})
	for _, role := range found.Items {
		roles[role.ID] = role.Name
	}
	return err
}
