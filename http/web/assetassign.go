package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// mostAssignGroups is of how many customers a page assigns the assets: each comes with its contacts.
const mostAssignGroups = 40

// assignChoice is the page that asks who gets assets that may be of several customers: a contact is
// given assets of their own customer alone (ASG-03).
type assignChoice struct {
	*listing
	Change     api.AssetChange // what was chosen in the list
	Groups     []assignGroup   // the customers with most of them first
	Chosen     int             // all assets that were chosen
	NoCustomer int
	More       int // customers beyond those shown
}

// assignGroup are the chosen assets of a customer.
type assignGroup struct {
	Customer api.Ref
	Assets   []api.Asset
	Contacts []api.Contact
}

// firstNames are some of the assets by name, and how many there are besides.
func (g assignGroup) firstNames() (names []string, besides int) {
	for _, a := range g.Assets[:min(len(g.Assets), 3)] {
		names = append(names, named(a.Name))
	}
	return names, len(g.Assets) - len(names)
}

// askWhoGets shows the chosen assets by customer.
func (s *Site) askWhoGets(r *Request, l *listing, change api.AssetChange) error {
	if !r.mayPickContacts() {
		return domain.Invalid([]domain.Fault{{Pointer: "/action", Code: "forbidden", Message: "Who may not see contacts can't choose one."}})
	}
	found, err := s.chosenAssets(r, change)
	if err != nil {
		return err
	}
	c := &assignChoice{listing: l, Change: change, Chosen: len(found)}
	byCustomer := map[uuid.UUID]*assignGroup{}
	for _, a := range found {
		if a.Customer == nil {
			c.NoCustomer++
			continue
		}
		g := byCustomer[a.Customer.ID]
		if g == nil {
			g = &assignGroup{Customer: *a.Customer}
			byCustomer[a.Customer.ID] = g
		}
		g.Assets = append(g.Assets, a)
	}
	for _, g := range byCustomer {
		c.Groups = append(c.Groups, *g)
	}
	slices.SortFunc(c.Groups, func(a, b assignGroup) int {
		return cmp.Or(len(b.Assets)-len(a.Assets), strings.Compare(a.Customer.Name, b.Customer.Name), slices.Compare(a.Customer.ID[:], b.Customer.ID[:]))
	})
	c.More = max(0, len(c.Groups)-mostAssignGroups)
	c.Groups = c.Groups[:len(c.Groups)-c.More]
	for i := range c.Groups {
		if c.Groups[i].Contacts, err = s.contactsOf(r, c.Groups[i].Customer.ID); err != nil {
			return err
		}
	}
	return r.pageWith(http.StatusOK, "Assign to contacts", "assets", func(v *view) page { return assignChoicePage(v, c) })
}

// chosenAssets are the assets that were ticked, or all that the list showed.
func (s *Site) chosenAssets(r *Request, change api.AssetChange) (found []api.Asset, err error) {
	if change.Matching != nil {
		return s.matchingAssets(r.Context(), r.scope(), *change.Matching)
	}
	for _, id := range change.Assets[:min(len(change.Assets), mostLeft)] {
		a, err := s.Services.Assets.Get(r.Context(), r.scope(), id)
		switch {
		case domain.ErrorCode(err) == domain.CodeNotFound: // gone meanwhile
		case err != nil:
			return nil, err
		default:
			found = append(found, a.Data)
		}
	}
	return found, nil
}

func (s *Site) matchingAssets(ctx context.Context, scope api.Scope, m api.AssetMatching) (found []api.Asset, err error) {
	list := api.List{Limit: 500, Q: m.Q, Uncounted: true, Sort: api.Sort{By: "name"}}
	for len(found) < api.MostChanged {
		some, err := s.Services.Assets.List(ctx, scope, m.Filter, list)
		if err != nil {
			return nil, err
		}
		found = append(found, some.Data.Items...)
		if list.After = some.Data.Next; list.After == nil {
			break
		}
	}
	return found, nil
}

// contactsChosen are the contacts that were chosen for customers, written "customer:contact".
func (r *Request) contactsChosen() (chosen []api.CustomerContact, err error) {
	for _, text := range r.PostForm["for"] {
		if text == "" {
			continue // these are left as they are
		}
		customer, contact, _ := strings.Cut(text, ":")
		var c api.CustomerContact
		if c.Customer, err = uuid.Parse(customer); err == nil {
			c.Contact, err = uuid.Parse(contact)
		}
		if err != nil {
			return nil, formFault("for")
		}
		chosen = append(chosen, c)
	}
	return chosen, nil
}
