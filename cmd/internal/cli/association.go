package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) association() *cobra.Command {
	return group("association", "Who may use which device: suggestions, and what people decide", "",
		c.associationList(), c.associationApply(),
		c.associationDecide("skip DEVICE...", "Leave devices alone until their last user changes, or 30 days have passed", "skip"),
		c.associationDecide("never DEVICE...", "Devices are nobody's own, such as one at a reception", "never"),
		c.associationDecide("reopen DEVICE...", "Take back that devices were skipped, or are nobody's own", "reopen"))
}

func (c *cli) associationList() *cobra.Command {
	var states []string
	var only narrowed
	var unassigned bool
	cmd := &cobra.Command{
		Use: "list", Short: "List devices with their last users and who those may be", Args: cobra.NoArgs,
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, _ []string) (err error) {
			filter := api.AssociationFilter{States: states, Unassigned: unassigned}
			if filter.Customer, filter.Connection, err = only.ids(ctx, a, tenant); err != nil {
				return err
			}
			all, err := associations(ctx, a, tenant, filter)
			if err != nil {
				return err
			}
			return c.show(all, []string{"ASSET", "NAME", "CUSTOMER", "LAST USER", "SEEN", "STATE", "CONTACT", "%", "REASON"}, func() [][]string {
				rows := make([][]string, len(all))
				for i, s := range all {
					rows[i] = associationRow(s)
				}
				return rows
			})
		}),
	}
	cmd.Flags().StringSliceVar(&states, "state", nil, "only high, lower, none, shared, differs, assigned, skipped, never, no_customer or pending")
	only.flags(cmd, "only devices")
	cmd.Flags().BoolVar(&unassigned, "unassigned", false, "only devices that no contact has")
	return cmd
}

// associations brings suggestions up to date and reads those under a filter.
func associations(ctx context.Context, a *app.App, tenant uuid.UUID, f api.AssociationFilter) ([]api.ContactSuggestion, error) {
	if err := a.CatchUpSuggestions(ctx, tenant); err != nil {
		return nil, err
	}
	return allPages(func(after []string) (api.Page[api.ContactSuggestion], error) {
		found, err := a.Services().Associations.List(ctx, api.Scope{Tenant: tenant}, f,
			api.List{Limit: 500, After: after, Sort: api.Sort{By: "customer"}})
		return found.Data.Page, err
	})
}

func associationRow(s api.ContactSuggestion) []string {
	customer, contact, percent, user := "", "", "", s.Username
	if s.Customer != nil {
		customer = s.Customer.Name
	}
	if s.UserErased {
		user = "(erased)"
	}
	if len(s.Candidates) > 0 {
		percent = fmt.Sprint(s.Candidates[0].Percent)
	}
	switch {
	case s.Assigned != nil:
		contact = contactName(*s.Assigned)
	case s.Suggested != nil:
		contact = contactName(s.Suggested.Contact)
	}
	seen := ""
	if s.SeenOf > 0 {
		seen = fmt.Sprintf("%d of %d days", s.SeenDays, s.SeenOf)
	}
	return []string{s.Asset.ID.String(), s.Asset.Name, customer, user, seen, s.State, contact, percent, s.Reason}
}

func contactName(c api.ContactRef) string {
	if c.Erased {
		return "(erased)"
	}
	return strings.TrimSpace(c.Name + " " + c.Email)
}

func (c *cli) associationApply() *cobra.Command {
	var high bool
	var only narrowed
	var choice choice
	var undo *uuid.UUID
	cmd := &cobra.Command{
		Use: "apply [DEVICE...]", Short: "Assign devices to the contacts that are suggested, or all of 80 % and above",
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			if high == (len(args) > 0) {
				return usage("name devices, or give --high for all of 80 %% and above")
			}
			if !high {
				return c.decideDevices(ctx, a, "apply", args, choice)
			}
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			var filter api.AssociationFilter
			if filter.Customer, filter.Connection, err = only.ids(ctx, a, tenant); err != nil {
				return err
			}
			if err := a.CatchUpSuggestions(ctx, tenant); err != nil {
				return err
			}
			var rows []api.AssociationResult
			command := api.Command{Tenant: tenant, Actor: a.Actor(), Correlation: uuid.New()} // one save
			for more := true; more; {
				done, err := a.Services().Associations.ApplyHigh(ctx, command, filter)
				if err != nil {
					return err
				}
				undo = cmp.Or(done.Undo, undo)
				rows, more = append(rows, done.Rows...), done.More
				if err := a.CatchUp(ctx, tenant); err != nil {
					return err
				}
			}
			c.tellUndo(undo)
			return c.showDecided(rows)
		}),
	}
	cmd.Flags().BoolVar(&high, "high", false, "all suggestions of 80 % and above")
	only.flags(cmd, "with --high: only devices")
	choice.flags(cmd, "somebody else than is suggested, named by id or external id")
	return cmd
}

func (c *cli) associationDecide(use, short, action string) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Args: cobra.MinimumNArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			return c.decideDevices(ctx, a, action, args, choice{})
		}),
	}
}

// choice is whom devices are given to.
type choice struct {
	contact       string
	otherCustomer bool
	replace       bool
}

func (o *choice) flags(cmd *cobra.Command, contact string) {
	cmd.Flags().StringVar(&o.contact, "contact", "", contact)
	cmd.Flags().BoolVar(&o.otherCustomer, "other-customer", false, "take a contact of another customer all the same")
	cmd.Flags().BoolVar(&o.replace, "replace", false, "take devices from whoever has them")
}

// maxRows is how many rows one request may have.
const maxRows = 500

// decideDevices carries an action out for devices that are named by id or name.
func (c *cli) decideDevices(ctx context.Context, a *app.App, action string, names []string, o choice) error {
	tenant, err := a.Tenant(ctx)
	if err != nil {
		return err
	}
	var contact *uuid.UUID
	if o.contact != "" {
		id, err := a.ContactID(ctx, tenant, o.contact)
		if err != nil {
			return err
		}
		contact = &id
	}
	all, err := associations(ctx, a, tenant, api.AssociationFilter{})
	if err != nil {
		return err
	}
	var rows []api.AssociationDecision
	for _, name := range names {
		s, err := deviceNamed(all, name)
		if err != nil {
			return err
		}
		rows = append(rows, api.AssociationDecision{
			Asset: s.Asset.ID, Action: action, Contact: contact, OtherCustomer: o.otherCustomer, Replace: o.replace, ExpectedVersion: s.Version,
		})
	}
	var results []api.AssociationResult
	var undo *uuid.UUID
	command := api.Command{Tenant: tenant, Actor: a.Actor(), Correlation: uuid.New()} // one save
	for part := range slices.Chunk(rows, maxRows) {
		done, err := a.Services().Associations.Decide(ctx, command, part)
		if err != nil {
			return err
		}
		undo = cmp.Or(done.Undo, undo)
		results = append(results, done.Rows...)
	}
	if err := a.CatchUp(ctx, tenant); err != nil {
		return err
	}
	c.tellUndo(undo)
	return c.showDecided(results)
}

// deviceNamed finds a device by id, or by a name that it alone has.
func deviceNamed(all []api.ContactSuggestion, name string) (found api.ContactSuggestion, err error) {
	matches := 0
	for _, s := range all {
		if s.Asset.ID.String() == strings.ToLower(name) {
			return s, nil
		}
		if strings.EqualFold(s.Asset.Name, name) {
			found = s
			matches++
		}
	}
	switch matches {
	case 0:
		return found, fmt.Errorf("there is no device with the id or name %q; see `coresync association list`", name)
	case 1:
		return found, nil
	}
	return found, usage("%d devices are called %q; name one by its id, see `coresync association list`", matches, name)
}

// showDecided prints what became of each row; where some were not saved, the exit code says so.
func (c *cli) showDecided(rows []api.AssociationResult) error {
	left := 0
	for _, r := range rows {
		if r.Outcome != "saved" && r.Outcome != "unchanged" {
			left++
		}
	}
	err := c.show(rows, []string{"NAME", "OUTCOME", "CONTACT", "MESSAGE"}, func() [][]string {
		var lines [][]string
		for _, r := range rows {
			contact := ""
			if r.Contact != nil {
				contact = contactName(*r.Contact)
			}
			lines = append(lines, []string{r.Asset.Name, r.Outcome, contact, strings.Join(append(r.Notes, r.Message), " ")})
		}
		return lines
	})
	if err == nil && left > 0 {
		return &differsError{fmt.Sprintf("%d of %d devices were left as they are", left, len(rows))}
	}
	return err
}
