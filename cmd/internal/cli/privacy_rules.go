package cli

import (
	"context"
	"fmt"
	"strconv"

	"coresync/cmd/internal/app"
	"coresync/domain/privacy"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// lastUserScope are the flags that name whose devices are meant.
type lastUserScope struct{ connection, customer string }

func (s *lastUserScope) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.connection, "connection", "", "`id` of the connection whose devices are meant")
	cmd.Flags().StringVar(&s.customer, "customer", "", "`id` of the customer whose devices are meant")
}

func (s *lastUserScope) scope() (of api.LastUserScope, err error) {
	if (s.connection == "") == (s.customer == "") {
		return of, usage("name --customer or --connection")
	}
	id, err := uuid.Parse(s.connection + s.customer)
	if err != nil {
		return of, usage("%q is no id", s.connection+s.customer)
	}
	if s.customer != "" {
		return api.LastUserScope{Customer: &id}, nil
	}
	return api.LastUserScope{Connection: &id}, nil
}

func (c *cli) privacyKeep() *cobra.Command {
	var of lastUserScope
	var preview bool
	cmd := &cobra.Command{
		Use: "keep [VALUE]", Short: "Show or set whose last logged-in users are kept", Args: cobra.MaximumNArgs(1), ValidArgs: []string{api.KeepOn, api.KeepOff, api.KeepDefault},
		Long: "VALUE is on, off or, for a customer, default: as the connection says. Where they are not kept, a poll leaves last\n" +
			"users out of the log altogether. A customer's rule goes before the connection's. Whose a device is, is decided when\n" +
			"it is polled, by the mapping in force then. What was recorded before stays: see forget.",
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			tenant, err := c.currentTenant(ctx, a)
			if err != nil {
				return err
			}
			if len(args) == 0 {
				return c.showKeeping(ctx, a, tenant)
			}
			scope, err := of.scope()
			if err != nil {
				return err
			}
			if preview {
				return c.showEffect(ctx, a, tenant, scope)
			}
			if _, err := a.Services().Privacy.SetKeeping(ctx, command(a, tenant), api.KeepingDraft{LastUserScope: scope, Keep: args[0]}); err != nil {
				return err
			}
			return c.showKeeping(ctx, a, tenant)
		}),
	}
	of.flags(cmd)
	cmd.Flags().BoolVar(&preview, "preview", false, "say how many devices and last users not keeping them is about, and set nothing")
	return cmd
}

func (c *cli) showKeeping(ctx context.Context, a *app.App, tenant uuid.UUID) error {
	found, err := a.Services().Privacy.LastUsers(ctx, api.Scope{Tenant: tenant})
	if err != nil {
		return err
	}
	return c.show(found.Data, []string{"WHOSE", "NAME", "LAST USERS", "ID"}, func() [][]string { return keepingRows(found.Data) })
}

func keepingRows(rules api.LastUserRules) (rows [][]string) {
	for _, r := range rules.Connections {
		rows = append(rows, []string{"connection", r.Name, keepWord(r.Keep), r.Connection.String()})
	}
	for _, r := range rules.Customers {
		rows = append(rows, []string{"customer", r.Name, keepWord(r.Keep), r.Customer.String()})
	}
	return append(rows, []string{"all", "readable for", daysWord(rules.RetentionDays), ""})
}

func keepWord(keep string) string {
	return map[string]string{api.KeepOn: "kept", api.KeepOff: "not kept", api.KeepDefault: "as the connection says"}[keep]
}

func daysWord(days int) string {
	if days == 0 {
		return "good"
	}
	return fmt.Sprintf("%d days", days)
}

func (c *cli) showEffect(ctx context.Context, a *app.App, tenant uuid.UUID, of api.LastUserScope) error {
	e, err := a.Services().Privacy.Effect(ctx, api.Scope{Tenant: tenant}, of)
	if err != nil {
		return err
	}
	return c.show(e, []string{"WHAT", "NUMBER"}, func() [][]string {
		return [][]string{
			{"devices whose last user is not recorded any more", strconv.Itoa(e.Devices)},
			{"of which show a last user now", strconv.Itoa(e.Known)},
			{"last users that were ever recorded of them and can be read", strconv.Itoa(e.Users)},
			{"of which are the last user of another device, too", strconv.Itoa(e.Elsewhere)},
		}
	})
}

func (c *cli) privacyForget() *cobra.Command {
	var of lastUserScope
	var everywhere, yes bool
	cmd := &cobra.Command{
		Use: "forget", Short: "Erase the last users that were recorded of a customer's or connection's devices", Args: cobra.NoArgs,
		Long: "Destroys the keys of all names of logons that were ever recorded of the devices; it can't be undone. A name that is\n" +
			"the last user of another device too stays, unless --everywhere. The next poll records last users anew where they\n" +
			"are kept: say `coresync privacy keep off` first. Asks on a terminal; elsewhere say --yes.",
		RunE: c.withApp(func(ctx context.Context, a *app.App, _ []string) error {
			tenant, err := c.currentTenant(ctx, a)
			if err != nil {
				return err
			}
			scope, err := of.scope()
			if err != nil {
				return err
			}
			e, err := a.Services().Privacy.Effect(ctx, api.Scope{Tenant: tenant}, scope)
			if err != nil {
				return err
			}
			fmt.Fprintf(c.Err, "%d last users of %d devices; %d of them are the last user of another device, too.\n", e.Users, e.Devices, e.Elsewhere)
			if err := c.sure(yes, "Erase them for good? Type yes: "); err != nil {
				return err
			}
			done, err := a.Services().Privacy.Forget(ctx, command(a, tenant), api.Forgetting{LastUserScope: scope, Everywhere: everywhere})
			if err != nil {
				return err
			}
			return c.show(done, []string{"ERASED LAST USERS"}, func() [][]string { return [][]string{{strconv.Itoa(len(done.Erased))}} })
		}),
	}
	of.flags(cmd)
	cmd.Flags().BoolVar(&everywhere, "everywhere", false, "those that are the last user of another device go, too")
	cmd.Flags().BoolVar(&yes, "yes", false, "don't ask")
	return cmd
}

func (c *cli) privacyRetention() *cobra.Command {
	return &cobra.Command{
		Use: "retention [DAYS]", Short: "Show or set for how long last logged-in users can be read", Args: cobra.MaximumNArgs(1),
		Long: fmt.Sprintf("DAYS is %d to %d, or 0 to keep them for good. What is older is made unreadable by its key, in whole weeks: nothing\n", privacy.LeastDays, privacy.MostDays) +
			"older can be read, and up to seven days less may be gone. It is looked at hourly; a longer time brings nothing back.",
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			tenant, err := c.currentTenant(ctx, a)
			if err != nil {
				return err
			}
			if len(args) == 1 {
				days, err := strconv.Atoi(args[0])
				if err != nil {
					return usage("%q is no number of days", args[0])
				}
				if _, err := a.Services().Privacy.SetRetention(ctx, command(a, tenant), api.RetentionDraft{Days: days}); err != nil {
					return err
				}
				if err := a.ExpireLastUsers(ctx, tenant, a.Store.Now()); err != nil {
					return err
				}
			}
			return c.showKeeping(ctx, a, tenant)
		}),
	}
}
