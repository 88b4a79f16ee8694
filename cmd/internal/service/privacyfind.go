package service

import (
	"context"
	"fmt"
	"strings"

	"coresync/domain"
	rule "coresync/domain/access"
	"coresync/domain/event"
	"coresync/http/api"
	read "coresync/projections/access"
	"coresync/projections/association"
	"coresync/projections/directory"
	"coresync/projections/query"
	"coresync/projections/suggestion"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// ofContact finds what belongs to a contact of the directory; a removed one is in the log
// all the same. Error: domain.CodeNotFound.
func (f *finding) ofContact(ctx context.Context, id uuid.UUID, t tie) error {
	row, err := directory.GetContact(ctx, f.r, id)
	there := err == nil
	if err != nil && domain.ErrorCode(err) != domain.CodeNotFound {
		return err
	}
	label := ""
	if there {
		opened, err := f.access.people.contacts(ctx, f.tenant, []directory.Entry[directory.Contact]{row})
		if err != nil {
			return err
		}
		c := opened[0]
		label = labelled(c.Name, c.Email)
		if t.own {
			f.person.Name, f.person.Email, f.person.Phone = c.Name, c.Email, c.Phone
		}
		if err := f.sealed(event.SubjectContact, label, t, json.RawMessage(row.Thing.Name), json.RawMessage(row.Thing.Email), json.RawMessage(row.Thing.Phone)); err != nil {
			return err
		}
		if err := f.emails(ctx, c.Email); err != nil {
			return err
		}
	}
	if err := f.named(ctx, event.SubjectContact, id.String(), label, t); err != nil {
		return err
	}
	if !there && len(f.person.Subjects) == 0 {
		return domain.NotFound("contact")
	}
	for _, more := range []func(context.Context, uuid.UUID) error{f.linked, f.inNinjaOne, f.accounts, f.logons} {
		if err := more(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

func labelled(name, email string) string {
	if name == "" || email == "" {
		return name + email
	}
	return name + " <" + email + ">"
}

// inNinjaOne adds the people in NinjaOne that somebody linked to the contact.
func (f *finding) inNinjaOne(ctx context.Context, contact uuid.UUID) error {
	people, err := association.LinkedTo(ctx, f.r, contact)
	if err != nil {
		return err
	}
	sealed := make([]sealedPerson, len(people))
	for i, p := range people {
		sealed[i] = sealedPerson{p.Event, p.FirstName, p.LastName, p.Email, p.Phone}
	}
	opened, err := f.access.people.persons(ctx, f.tenant, "people in NinjaOne", sealed)
	if err != nil {
		return err
	}
	for i, p := range people {
		kind, t := event.SubjectAccount, tie{preselected: true, why: "an account in NinjaOne that is linked to the contact"}
		if p.Source == string(event.NinjaContact) {
			kind, t.why = event.SubjectContact, "a contact in NinjaOne that is linked to the contact"
		}
		label := labelled(opened[i].name(), opened[i].email)
		if err := f.sealed(kind, label, t, p.FirstName, p.LastName, p.Email, p.Phone); err != nil {
			return err
		}
		if err := f.named(ctx, kind, ninjaSubject(p.Connection, p.PersonID), label, t); err != nil {
			return err
		}
		f.person.InNinjaOne = f.person.InNinjaOne || p.Event != uuid.Nil && p.VanishedAt.IsZero()
	}
	return nil
}

// ninjaSubject is what finds a person of NinjaOne.
func ninjaSubject(connection uuid.UUID, id int64) string { return fmt.Sprintf("%s/%d", connection, id) }

// accounts adds the accounts whose owner the contact is, by whatever rule.
func (f *finding) accounts(ctx context.Context, contact uuid.UUID) error {
	index, err := f.access.book.of(ctx, f.r)
	if err != nil {
		return err
	}
	for id, a := range index.by {
		if a.owner == nil || a.owner.ID != contact {
			continue
		}
		t := tie{preselected: a.ownedBy != rule.ByName, why: "an account in NinjaOne whose owner the contact is, by " + ownedWord(a.ownedBy)}
		if err := f.ofAccount(ctx, id, a, t); err != nil {
			return err
		}
	}
	return nil
}

// ownedWord says how it is known whose an account is.
func ownedWord(by string) string {
	switch by {
	case rule.ByEmail:
		return "the e-mail address"
	case rule.ByName:
		return "the name alone"
	}
	return "somebody's word"
}

// ofAccountAsked finds what belongs to an account of NinjaOne, and to the contact whose it
// is. Error: domain.CodeNotFound.
func (f *finding) ofAccountAsked(ctx context.Context, id uuid.UUID) error {
	index, err := f.access.book.of(ctx, f.r)
	if err != nil {
		return err
	}
	a, there := index.by[id]
	if !there {
		return domain.NotFound("account")
	}
	f.person.Name, f.person.Email, f.person.Phone = strings.TrimSpace(a.name()), a.email, a.phone
	if err := f.ofAccount(ctx, id, a, mine); err != nil {
		return err
	}
	if a.owner == nil {
		return nil
	}
	return f.ofContact(ctx, a.owner.ID, tie{preselected: a.ownedBy != rule.ByName, why: "the contact who is the account's owner, by " + ownedWord(a.ownedBy)})
}

// ofAccount adds an account with the requests about it.
func (f *finding) ofAccount(ctx context.Context, id uuid.UUID, a *indexed, t tie) error {
	rows, err := read.SealedOf(ctx, f.r, []uuid.UUID{id})
	if err != nil {
		return err
	}
	label := labelled(a.name(), a.email)
	for _, row := range rows {
		if err := f.sealed(event.SubjectAccount, label, t, row.FirstName, row.LastName, row.Email, row.Phone); err != nil {
			return err
		}
		f.person.InNinjaOne = f.person.InNinjaOne || row.VanishedAt.IsZero()
	}
	if err := f.named(ctx, event.SubjectAccount, ninjaSubject(a.connection, a.userID), label, t); err != nil {
		return err
	}
	requests, err := read.Requests(ctx, f.r, read.RequestFilter{Account: read.Holder{Connection: a.connection, UserID: a.userID}}, query.Page{Whole: true})
	if err != nil {
		return err
	}
	for _, q := range requests.Items {
		asked := tie{preselected: t.preselected, why: "a request to change the account"}
		kind := event.SubjectAccount
		if q.Action == event.AccessCreate {
			kind = event.SubjectEmail
		}
		if err := f.sealed(kind, label, asked, q.FirstName, q.LastName, q.Email, q.Phone); err != nil {
			return err
		}
	}
	return f.emails(ctx, a.email)
}

// logons adds the names that somebody logs on by at the devices of a contact, or that a
// rule takes for the contact's: neither is certain.
func (f *finding) logons(ctx context.Context, contact uuid.UUID) error {
	for _, filter := range []suggestion.Filter{{Contact: contact, Everything: true}, {Suggested: contact, Everything: true}} {
		rows, err := suggestion.List(ctx, f.r, f.now(), filter, query.Page{Whole: true})
		if err != nil {
			return err
		}
		users, err := f.access.people.lastUsers(ctx, f.tenant, rows.Items)
		if err != nil {
			return err
		}
		for i, row := range rows.Items {
			t := tie{why: "the last user of " + row.Name + ", which is assigned to the contact"}
			if filter.Contact == uuid.Nil {
				t.why = fmt.Sprintf("the last user of %s: a rule takes them for the contact (%d %%)", row.Name, row.Percent)
			} else {
				f.person.Devices = append(f.person.Devices, api.Ref{ID: row.Asset, Name: row.Name})
			}
			if users[i].Subject != uuid.Nil {
				f.add(users[i].Subject, event.SubjectUserString, users[i].Text(), t)
			}
		}
	}
	return nil
}
