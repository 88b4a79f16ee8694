package cli

import (
	"context"
	"fmt"
	"net/mail"
	"strings"

	"coresync/cmd/internal/app"
	"coresync/domain/matching/people"
	"coresync/domain/rules"
	"coresync/domain/spreadsheet"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// tried is what the rules make of an account at one customer.
type tried struct {
	Customer string             `json:"customer,omitempty"`
	Rules    string             `json:"rules"`
	Verdict  people.Explanation `json:"verdict"`
	names    map[uuid.UUID]string
}

func (c *cli) rulesTryPeople() *cobra.Command {
	var customer string
	var given []string
	var source ruleSource
	cmd := &cobra.Command{
		Use:   "people ACCOUNT",
		Short: "Explain whose account it is",
		Long: "Explain how an account is read, which contacts fit it and how well, by the code that makes suggestions. Each\n" +
			"customer is looked at by itself: of all customers of the workspace, those are printed where somebody fits. How\n" +
			"accounts are made is learned from the contacts' e-mail addresses. With --contact, no workspace is needed.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(given) == 0 {
				return c.withApp(func(ctx context.Context, a *app.App, args []string) error {
					all, err := peopleOf(ctx, a, customer)
					if err != nil {
						return err
					}
					set, err := c.inForce(ctx, a, source)
					if err != nil {
						return err
					}
					return c.tryPeople(set, args[0], all, customer != "")
				})(cmd, args)
			}
			one, err := givenPeople(given)
			if err != nil {
				return err
			}
			return c.withRules(&source, func(set *rules.Set, args []string) error {
				return c.tryPeople(set, args[0], []customerPeople{one}, true)
			})(cmd, args)
		},
	}
	source.flag(cmd)
	cmd.Flags().StringVar(&customer, "customer", "", "only this customer, by id or external id")
	cmd.Flags().StringArrayVar(&given, "contact", nil, `a contact, "Name <address>" or a name, instead of the workspace's; may be repeated`)
	cmd.MarkFlagsMutuallyExclusive("customer", "contact")
	return cmd
}

// customerPeople is a customer with a name to print.
type customerPeople struct {
	name     string
	customer people.Customer
}

func givenPeople(given []string) (customerPeople, error) {
	var one customerPeople
	for i, text := range given {
		contact := people.Contact{ID: uuid.NewSHA1(uuid.Nil, fmt.Appendf(nil, "%d", i)), Name: text}
		if strings.Contains(text, "<") {
			address, err := mail.ParseAddress(text)
			if err != nil {
				return one, usage("--contact %q: %w", text, err)
			}
			contact.Name, contact.Email = address.Name, address.Address
		}
		one.customer.Contacts = append(one.customer.Contacts, contact)
	}
	return one, nil
}

// peopleOf reads the contacts of one customer or of all, by customer.
func peopleOf(ctx context.Context, a *app.App, named string) ([]customerPeople, error) {
	tenant, err := a.Tenant(ctx)
	if err != nil {
		return nil, err
	}
	if err := a.CatchUp(ctx, tenant); err != nil {
		return nil, err
	}
	var only uuid.UUID
	if named != "" {
		if only, err = a.CustomerID(ctx, tenant, named); err != nil {
			return nil, err
		}
	}
	scope := api.Scope{Tenant: tenant}
	contacts, err := allPages(func(after []string) (api.Page[api.Contact], error) {
		found, err := a.Services().Contacts.List(ctx, scope, api.ContactFilter{Customer: only}, api.List{Limit: 500, After: after})
		return found.Data, err
	})
	if err != nil {
		return nil, err
	}
	customers, err := allPages(func(after []string) (api.Page[api.Customer], error) {
		found, err := a.Services().Customers.List(ctx, scope, api.CustomerFilter{}, api.List{Limit: 500, After: after})
		return found.Data, err
	})
	if err != nil {
		return nil, err
	}
	all, at := []customerPeople{}, make(map[uuid.UUID]int, len(customers))
	for _, customer := range customers {
		if only == uuid.Nil || customer.ID == only {
			at[customer.ID] = len(all)
			all = append(all, customerPeople{name: customer.Name, customer: people.Customer{Domains: customer.Domains}})
		}
	}
	for _, contact := range contacts {
		if i, ok := at[contact.Customer.ID]; ok {
			all[i].customer.Contacts = append(all[i].customer.Contacts, people.Contact{ID: contact.ID, Name: contact.Name, Email: contact.Email})
		}
	}
	return all, nil
}

// tryPeople prints what the rules make of an account at each customer, of several only
// at those where somebody fits.
func (c *cli) tryPeople(set *rules.Set, account string, all []customerPeople, each bool) error {
	found := []tried{}
	for _, one := range all {
		x := set.People.Matcher(one.customer).Explain(people.Query{Account: account})
		if !each && len(x.Fits) == 0 {
			continue
		}
		t := tried{Customer: one.name, Rules: set.Version, Verdict: x, names: make(map[uuid.UUID]string)}
		for _, contact := range one.customer.Contacts {
			t.names[contact.ID] = strings.TrimSpace(contact.Name + " " + contact.Email)
		}
		found = append(found, t)
	}
	if c.json {
		return c.printJSON(found)
	}
	if len(found) == 0 {
		x := set.People.Matcher(people.Customer{}).Explain(people.Query{Account: account})
		found = append(found, tried{Rules: set.Version, Verdict: x})
	}
	for i := range found {
		if err := c.printTried(&found[i]); err != nil {
			return err
		}
	}
	return nil
}

func (c *cli) printTried(t *tried) error {
	x := t.Verdict
	if t.Customer != "" {
		fmt.Fprintf(c.Out, "Customer %s\n", spreadsheet.Printable(t.Customer))
	}
	fmt.Fprintf(c.Out, "Read as %s, domain %s, letters %s; kind: %s\n", quoted(x.Name), quoted(x.Domain), quoted(x.Letters), x.Kind)
	for _, h := range x.Habits {
		fmt.Fprintf(c.Out, "Habit %s: %.0f accounts, %.0f addresses; weight × %.2f, %+d %%\n", h.Form, h.Accounts, h.Addresses, h.Factor, h.Shift)
	}
	if len(x.Fits) > 0 {
		var rows [][]string
		for _, f := range x.Fits {
			rows = append(rows, []string{t.names[f.Contact], f.Form, fmt.Sprint(f.Alone), fmt.Sprintf("%.3g", f.Weight),
				fmt.Sprintf("%.3f", f.Share), fmt.Sprint(f.Percent), f.Reason})
		}
		if err := c.table([]string{"CONTACT", "FORM", "ALONE", "WEIGHT", "SHARE", "PERCENT", "REASON"}, rows); err != nil {
			return err
		}
	}
	fmt.Fprintf(c.Out, "Verdict: %s: %s (rules %s)\n", x.Outcome, x.Reason, t.Rules)
	return nil
}
