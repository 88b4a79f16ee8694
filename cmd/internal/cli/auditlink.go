package cli

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) auditLink() *cobra.Command {
	return group("link", "Let an auditor without an account read", "Whoever opens a link reads assets with their history, customers, reports and the log, and changes nothing. Each time\n"+
		"that one is opened stands in the log.", c.auditLinkMake(), c.auditLinkList(), c.auditLinkRevoke())
}

func (c *cli) auditLinkMake() *cobra.Command {
	var days int
	var asOf string
	cmd := &cobra.Command{
		Use: "make NAME", Short: "Make a link and print its address, this once", Args: cobra.ExactArgs(1),
		Long: "NAME says what it is for; who reads by it sees that name. The address needs --public-url where people reach this under another one.",
	}
	cmd.Flags().IntVar(&days, "days", 14, fmt.Sprintf("good for this many days, at most %d", api.MostAuditorDays))
	cmd.Flags().StringVar(&asOf, "as-of", "", "moment that it opens at, such as 2026-03-31T12:00:00Z (default: now)")
	cmd.RunE = c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, args []string) error {
		draft := api.AuditorLinkDraft{Name: args[0], ExpiresAt: a.Store.Now().AddDate(0, 0, days)}
		if asOf != "" {
			at, err := time.Parse(time.RFC3339, asOf)
			if err != nil {
				return usage("--as-of %q is no time; give one like 2026-03-31T12:00:00Z", asOf)
			}
			draft.AsOf = &at
		}
		made, err := a.Services().AuditorLinks.Make(ctx, tenant, a.Actor(), draft)
		if err != nil {
			return err
		}
		made.Address = a.AuditorAddress(made)
		if c.json {
			return c.printJSON(made)
		}
		fmt.Fprintf(c.Err, "Whoever has this reads until %s. It is not shown again; `coresync audit link revoke %s` ends it.\n", made.ExpiresAt.Format(time.RFC3339), made.ID)
		_, err = fmt.Fprintln(c.Out, made.Address)
		return err
	})
	return cmd
}

func (c *cli) auditLinkList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the links, and when each was used", Args: cobra.NoArgs,
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, _ []string) error {
			links, err := a.Services().AuditorLinks.List(ctx, tenant)
			if err != nil {
				return err
			}
			return c.show(links, []string{"ID", "FOR", "STATE", "UNTIL", "OPENED", "LAST USED", "MADE BY"}, func() [][]string {
				var rows [][]string
				for _, l := range links {
					used := "never"
					if l.LastUsedAt != nil {
						used = l.LastUsedAt.Format(time.RFC3339)
					}
					rows = append(rows, []string{l.ID.String(), l.Name, l.State, l.ExpiresAt.Format(time.RFC3339), strconv.FormatInt(l.Opened, 10), used, l.CreatedBy})
				}
				return rows
			})
		}),
	}
}

func (c *cli) auditLinkRevoke() *cobra.Command {
	return &cobra.Command{
		Use: "revoke ID", Short: "End a link, and what was opened by it, at once", Args: cobra.ExactArgs(1),
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, args []string) error {
			id, err := uuid.Parse(args[0])
			if err != nil {
				return usage("%q is no link's id; see `coresync audit link list`", args[0])
			}
			return a.Services().AuditorLinks.Revoke(ctx, tenant, a.Actor(), id)
		}),
	}
}
