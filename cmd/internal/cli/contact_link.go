package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) contactLink() *cobra.Command {
	return group("contact-link", "Contacts and end users in NinjaOne as contacts of customers",
		"Contacts are made and linked, never overwritten. A PERSON is named as the list shows it, such as contact:12 or\n"+
			"end_user:7, with several connections CONNECTION:contact:12.",
		c.contactLinkList(),
		c.contactLinkDecide("link [PERSON...]", "Link people to the contacts with their e-mail address, or to --contact", "link"),
		c.contactLinkDecide("create PERSON...", "Make contacts of people and link them", "create"),
		c.contactLinkDecide("ignore PERSON...", "Offer people no more", "ignore"),
		c.contactLinkDecide("unlink PERSON...", "Take a link or an ignore back", "unlink"))
}

func (c *cli) contactLinkList() *cobra.Command {
	var states []string
	var only narrowed
	cmd := &cobra.Command{
		Use: "list", Short: "List the people whom NinjaOne knows, and their contacts", Args: cobra.NoArgs,
		RunE: c.withApp(func(ctx context.Context, a *app.App, _ []string) error {
			for _, state := range states {
				if !slices.Contains([]string{"offered", "linked", "ignored", "unmapped"}, state) {
					return usage("--state: %q is none; choose offered, linked, ignored or unmapped", state)
				}
			}
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			filter := api.ContactOfferFilter{States: states}
			if filter.Customer, filter.Connection, err = only.ids(ctx, a, tenant); err != nil {
				return err
			}
			all, err := c.contactOffers(ctx, a, tenant, filter)
			if err != nil {
				return err
			}
			return c.show(all, []string{"PERSON", "NAME", "E-MAIL", "ORGANIZATION", "STATE", "CONTACT"}, func() [][]string {
				var rows [][]string
				for _, o := range all {
					rows = append(rows, offerRow(o))
				}
				return rows
			})
		}),
	}
	cmd.Flags().StringArrayVar(&states, "state", nil, "only offered, linked, ignored or unmapped; may be repeated")
	only.flags(cmd, "only people")
	return cmd
}

func offerRow(o api.ContactOffer) []string {
	name, contact := o.Name, ""
	if o.Erased {
		name = "erased"
	}
	switch {
	case o.Contact != nil:
		contact = contactName(*o.Contact)
	case o.Suggested != nil:
		contact = contactName(*o.Suggested) + "?"
	}
	return []string{personName(o), name, o.Email, o.Organization, o.State, contact}
}

func personName(o api.ContactOffer) string { return o.Source + ":" + strconv.FormatInt(o.PersonID, 10) }

func (c *cli) contactOffers(ctx context.Context, a *app.App, tenant uuid.UUID, f api.ContactOfferFilter) ([]api.ContactOffer, error) {
	if err := a.CatchUpSuggestions(ctx, tenant); err != nil {
		return nil, err
	}
	return allPages(func(after []string) (api.Page[api.ContactOffer], error) {
		found, err := a.Services().ContactLinks.List(ctx, api.Scope{Tenant: tenant}, f, api.List{Limit: maxRows, After: after})
		return found.Data.Page, err
	})
}

func (c *cli) contactLinkDecide(use, short, action string) *cobra.Command {
	var named string
	var suggested bool
	var only narrowed
	cmd := &cobra.Command{
		Use: use, Short: short,
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			switch {
			case suggested == (len(args) > 0) && action == "link":
				return usage("name people, or give --suggested for all of whom a contact has the e-mail address")
			case !suggested && len(args) == 0:
				return usage("name people; see `coresync contact-link list`")
			case suggested && named != "":
				return usage("--contact is of the people that are named; --suggested links each to his own")
			}
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			var contact *uuid.UUID
			if named != "" {
				id, err := a.ContactID(ctx, tenant, named)
				if err != nil {
					return err
				}
				contact = &id
			}
			filter := api.ContactOfferFilter{Suggested: suggested}
			if filter.Customer, filter.Connection, err = only.ids(ctx, a, tenant); err != nil {
				return err
			}
			people, err := c.contactOffers(ctx, a, tenant, filter)
			if err == nil && !suggested {
				people, err = peopleNamed(people, args)
			}
			if err != nil {
				return err
			}
			rows := make([]api.ContactLinkDecision, len(people))
			for i, o := range people {
				rows[i] = api.ContactLinkDecision{
					Connection: o.Connection, Source: o.Source, PersonID: o.PersonID, Action: action, Contact: contact, ExpectedVersion: o.Version,
				}
			}
			if len(rows) == 0 {
				fmt.Fprintln(c.Err, "Nobody is offered of whom a contact has the e-mail address.")
				return nil
			}
			return c.saveContactLinks(ctx, a, tenant, rows)
		}),
	}
	if action == "link" {
		cmd.Flags().StringVar(&named, "contact", "", "the contact, named by id or external id (default: the one with the same e-mail address)")
		cmd.Flags().BoolVar(&suggested, "suggested", false, "everybody of whom a contact has the e-mail address")
		only.flags(cmd, "with --suggested: only people")
	}
	return cmd
}

// peopleNamed finds those that are named, in their order.
func peopleNamed(all []api.ContactOffer, names []string) ([]api.ContactOffer, error) {
	found := make([]api.ContactOffer, len(names))
	for i, name := range names {
		var err error
		if found[i], err = personNamed(all, name); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// personNamed finds somebody by source and id, and by the connection where several have one.
func personNamed(all []api.ContactOffer, name string) (found api.ContactOffer, err error) {
	matches := 0
	for _, o := range all {
		if name == personName(o) || strings.EqualFold(name, o.Connection.String()+":"+personName(o)) {
			found = o
			matches++
		}
	}
	switch matches {
	case 0:
		return found, fmt.Errorf("there is nobody called %q; see `coresync contact-link list`", name)
	case 1:
		return found, nil
	}
	return found, usage("%d connections have a %s; write CONNECTION:%[2]s", matches, name)
}

func (c *cli) saveContactLinks(ctx context.Context, a *app.App, tenant uuid.UUID, rows []api.ContactLinkDecision) error {
	command := api.Command{Tenant: tenant, Actor: a.Actor(), Correlation: uuid.New()} // one save
	var results []api.ContactLinkResult
	var undo *uuid.UUID
	for part := range slices.Chunk(rows, maxRows) {
		done, err := a.Services().ContactLinks.Decide(ctx, command, part)
		if err != nil {
			return err
		}
		if done.Undo != nil {
			undo = done.Undo
		}
		results = append(results, done.Rows...)
	}
	if err := a.CatchUp(ctx, tenant); err != nil {
		return err
	}
	c.tellUndo(undo)
	left := 0
	err := c.show(results, []string{"PERSON", "OUTCOME", "CONTACT", "MESSAGE"}, func() [][]string {
		var lines [][]string
		for _, r := range results {
			contact := ""
			if r.Contact != nil {
				contact = contactName(*r.Contact)
			}
			lines = append(lines, []string{r.Source + ":" + strconv.FormatInt(r.PersonID, 10), r.Outcome, contact, r.Message})
		}
		return lines
	})
	for _, r := range results {
		if r.Outcome != "saved" && r.Outcome != "unchanged" {
			left++
		}
	}
	if err == nil && left > 0 {
		return &differsError{fmt.Sprintf("%d of %d people were left as they are", left, len(results))}
	}
	return err
}
