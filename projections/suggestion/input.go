package suggestion

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"coresync/domain/event"
	"coresync/domain/matching/people"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/association"
	"coresync/projections/directory"
	"coresync/projections/mapping"
	"coresync/projections/query"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// input is what the suggestions of some customers are made of, with clear names. It
// lives as long as a pass.
type input struct {
	devices     []device
	contacts    map[uuid.UUID][]people.Contact // by customer
	domains     map[uuid.UUID][]string         // by customer
	technicians []string                       // e-mail addresses
	persons     []person
}

type device struct {
	asset, customer uuid.UUID
	user, owner     sealed
	others          int // other customers at which the last user was seen

	account  string
	erased   bool           // the last user was erased
	withheld event.Withheld // why it isn't kept
	query    people.Query
}

type person struct {
	id, customer, event uuid.UUID
	email               string
}

// sealed is a member as a row holds it.
type sealed struct {
	raw   []byte
	event uuid.UUID
}

// load reads and opens.
func (k *Keeper) load(ctx context.Context, r *projections.Reading, work []todo) (input, error) {
	in := input{contacts: make(map[uuid.UUID][]people.Contact), domains: make(map[uuid.UUID][]string)}
	customers := make([]uuid.UUID, len(work))
	for i, t := range work {
		customers[i] = t.customer
	}
	o := opener{ctx: ctx, sealer: k.cfg.Sealer, tenant: r.Tenant}
	for _, step := range []func(context.Context, *projections.Reading, []uuid.UUID, *opener) error{
		in.loadDevices, in.loadContacts, in.loadDomains, in.loadPersons,
	} {
		if err := step(ctx, r, customers, &o); err != nil {
			return in, err
		}
	}
	if err := o.open(); err != nil {
		return in, err
	}
	for _, use := range o.opened {
		use()
	}
	return in, nil
}

func (in *input) loadDevices(ctx context.Context, r *projections.Reading, customers []uuid.UUID, o *opener) error {
	w := &query.Where{}
	asset.Own(r, w)
	w.And("a.shown and a.source = 'ninjaone' and " + asset.Customer + " is not null")
	rows, err := r.Tx.Query(ctx, `with device as (
		select a.id, `+asset.Customer+` as customer, a.last_user, a.user_event, a.owner, a.owner_event, a.user_withheld, (a.last_user ->> '$s')::uuid as subject
		from `+asset.Placed(r)+` where `+w.SQL()+`
	), shared as (
		select subject, count(*) - 1 as others from (select distinct subject, customer from device where subject is not null) each
		group by subject having count(*) > 1
	)
	select d.id, d.customer, d.last_user, d.user_event, d.owner, d.owner_event, coalesce(d.user_withheld, ''), coalesce(s.others, 0)
	from device d left join shared s using (subject) where d.customer = any(`+w.Add(customers)+`) order by d.id`, w.Values()...)
	if err != nil {
		return fmt.Errorf("read last users: %w", err)
	}
	var d device
	var userEvent, ownerEvent *uuid.UUID
	_, err = pgx.ForEachRow(rows, []any{&d.asset, &d.customer, &d.user.raw, &userEvent, &d.owner.raw, &ownerEvent, &d.withheld, &d.others}, func() error {
		d.user.event, d.owner.event = orNil(userEvent), orNil(ownerEvent)
		in.devices = append(in.devices, d)
		d.user.raw, d.owner.raw = nil, nil // the rows keep them
		return nil
	})
	if err != nil {
		return fmt.Errorf("read last users: %w", err)
	}
	for i := range in.devices {
		if err := in.devices[i].toOpen(o); err != nil {
			return err
		}
	}
	return nil
}

func orNil(id *uuid.UUID) uuid.UUID {
	if id == nil {
		return uuid.Nil
	}
	return *id
}

func (d *device) toOpen(o *opener) error {
	user, owner := &event.DeviceUserObserved{}, &event.DeviceObserved{}
	if err := o.add(d.user.event, user, part{&user.User, d.user.raw}); err != nil {
		return fmt.Errorf("the last user of asset %s: %w", d.asset, err)
	}
	if err := o.add(d.owner.event, owner, part{&owner.Owner, d.owner.raw}); err != nil {
		return fmt.Errorf("the owner of asset %s: %w", d.asset, err)
	}
	o.then(func() {
		d.account, d.erased = user.User.Text(), user.User.Erased()
		d.query = people.Query{Account: d.account, OtherCustomers: d.others}
		d.query.OwnerEmail, d.query.OwnerName = ownerOf(owner.Owner.Text())
	})
	return nil
}

// ownerOf reads the owner that NinjaOne has for a device; one that can't be read is none.
func ownerOf(text string) (email, name string) {
	var owner struct {
		Email     string `json:"email"`
		FirstName string `json:"firstName"`
		LastName  string `json:"lastName"`
	}
	if text == "" || json.Unmarshal([]byte(text), &owner) != nil {
		return "", ""
	}
	return owner.Email, strings.TrimSpace(owner.FirstName + " " + owner.LastName)
}

func (in *input) loadContacts(ctx context.Context, r *projections.Reading, customers []uuid.UUID, o *opener) error {
	rows, err := r.Tx.Query(ctx, `select id, customer, event, name, email from `+r.Table(directory.Name, "contact")+`
		where tenant_id = $1 and variant = $2 and customer = any($3) order by id`, r.Tenant, r.Variant(directory.Name), customers)
	if err != nil {
		return fmt.Errorf("read contacts: %w", err)
	}
	var id, customer, from uuid.UUID
	var name, email []byte
	_, err = pgx.ForEachRow(rows, []any{&id, &customer, &from, &name, &email}, func() error {
		e, id, customer := &event.ContactRecorded{}, id, customer
		if err := o.add(from, e, part{&e.Name, name}, part{&e.Email, email}); err != nil {
			return fmt.Errorf("contact %s: %w", id, err)
		}
		o.then(func() {
			in.contacts[customer] = append(in.contacts[customer], people.Contact{ID: id, Name: e.Name.Text(), Email: e.Email.Text()})
		})
		return nil
	})
	if err != nil {
		return fmt.Errorf("read contacts: %w", err)
	}
	return nil
}

func (in *input) loadDomains(ctx context.Context, r *projections.Reading, customers []uuid.UUID, _ *opener) error {
	rows, err := r.Tx.Query(ctx, `select id, domains from `+r.Table(directory.Name, "customer")+`
		where tenant_id = $1 and variant = $2 and id = any($3) and domains is not null`, r.Tenant, r.Variant(directory.Name), customers)
	if err != nil {
		return fmt.Errorf("read the domains of customers: %w", err)
	}
	var id uuid.UUID
	var raw []byte
	_, err = pgx.ForEachRow(rows, []any{&id, &raw}, func() error {
		var domains []string
		if err := json.Unmarshal(raw, &domains); err != nil {
			return fmt.Errorf("customer %s: %w", id, err)
		}
		in.domains[id] = domains
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the domains of customers: %w", err)
	}
	return nil
}

// loadPersons reads who is offered as a contact, and all technicians.
func (in *input) loadPersons(ctx context.Context, r *projections.Reading, customers []uuid.UUID, o *opener) error {
	rows, err := r.Tx.Query(ctx, `select p.id, p.source, s.customer, p.event, p.email from `+r.Table(association.Name, "person")+` p
		left join `+r.Table(mapping.Name, "status")+` s on s.tenant_id = p.tenant_id and s.variant = `+strconv.Itoa(int(r.Variant(mapping.Name)))+` and s.id = p.organization
		where p.tenant_id = $1 and p.variant = $2 and p.event is not null and p.vanished_at is null
		and (p.source = 'technician' or s.customer = any($3)) order by p.id`, r.Tenant, r.Variant(association.Name), customers)
	if err != nil {
		return fmt.Errorf("read the people in NinjaOne: %w", err)
	}
	var id, from uuid.UUID
	var customer *uuid.UUID
	var source string
	var email []byte
	_, err = pgx.ForEachRow(rows, []any{&id, &source, &customer, &from, &email}, func() error {
		return in.takePerson(o, source, person{id: id, customer: orNil(customer), event: from}, email)
	})
	if err != nil {
		return fmt.Errorf("read the people in NinjaOne: %w", err)
	}
	return nil
}

func (in *input) takePerson(o *opener, source string, p person, email []byte) error {
	// Contacts and accounts are sealed under the same path, each for its own event.
	e := &event.UserObserved{}
	if err := o.add(p.event, e, part{&e.Email, email}); err != nil {
		return fmt.Errorf("person %s: %w", p.id, err)
	}
	o.then(func() {
		address := strings.ToLower(strings.TrimSpace(e.Email.Text()))
		if source == association.Technician {
			in.technicians = append(in.technicians, address)
			return
		}
		p.email = address
		in.persons = append(in.persons, p)
	})
	return nil
}
