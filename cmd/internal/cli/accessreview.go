package cli

import (
	"context"
	"fmt"
	"time"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) accessReviews() *cobra.Command {
	return &cobra.Command{
		Use: "reviews", Short: "List campaigns in which people review access", Args: cobra.NoArgs,
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, _ []string) error {
			all, err := a.Services().AccessReviews.List(ctx, api.Scope{Tenant: tenant})
			if err != nil {
				return err
			}
			return c.showReviews(all.Data, all.Data...)
		}),
	}
}

func (c *cli) showReviews(v any, all ...api.AccessReview) error {
	return c.show(v, []string{"ID", "NAME", "SCOPE", "STATUS", "DECIDED", "REVOKED", "DUE", "SHA-256"}, func() [][]string {
		var rows [][]string
		for _, r := range all {
			rows = append(rows, []string{r.ID.String(), r.Name, r.Scope, r.Status, fmt.Sprintf("%d of %d", r.Kept+r.Revoked, r.Rows), fmt.Sprint(r.Revoked), minute(r.DueAt), r.SHA256})
		}
		return rows
	})
}

func (c *cli) accessReview() *cobra.Command {
	return group("review", "Review who may do what: open a campaign, decide, sign off, export", "",
		c.reviewOpen(), c.reviewRows(), c.reviewDecide(), c.reviewSignOff(), c.reviewCancel(), c.reviewRevoke(), c.reviewExport())
}

func (c *cli) reviewOpen() *cobra.Command {
	var draft api.AccessReviewDraft
	var due string
	cmd := &cobra.Command{
		Use: "open NAME", Short: "Open a campaign over what NinjaOne shows now", Args: cobra.ExactArgs(1),
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, args []string) error {
			draft.Name = args[0]
			if due != "" {
				day, err := time.ParseInLocation(time.DateOnly, due, a.Settings.Zone)
				if err != nil {
					return usage("--due %q is no day such as 2026-03-31", due)
				}
				end := day.AddDate(0, 0, 1).Add(-time.Second)
				draft.DueAt = &end
			}
			done, err := a.Services().AccessReviews.Open(ctx, api.Command{Tenant: tenant, Actor: a.Actor()}, draft)
			if err != nil {
				return err
			}
			return c.showReview(ctx, a, tenant, *done.ID)
		}),
	}
	cmd.Flags().StringVar(&draft.Scope, "scope", "technicians", "technicians, administrators, end_users or all")
	cmd.Flags().StringVar(&due, "due", "", "the day until which it should be done, such as 2026-03-31")
	return cmd
}

func (c *cli) showReview(ctx context.Context, a *app.App, tenant, id uuid.UUID) error {
	if err := a.CatchUp(ctx, tenant); err != nil {
		return err
	}
	found, err := a.Services().AccessReviews.Get(ctx, api.Scope{Tenant: tenant}, id)
	if err != nil {
		return err
	}
	return c.showReviews(found.Data, found.Data)
}

// reviewVerb is a verb about one campaign.
func (c *cli) reviewVerb(use, short string, args int, do func(context.Context, *app.App, api.Command, uuid.UUID, []string) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Args: cobra.MinimumNArgs(args),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			id, err := uuid.Parse(args[0])
			if err != nil {
				return usage("%q is no review's id; see `coresync access reviews`", args[0])
			}
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			return do(ctx, a, api.Command{Tenant: tenant, Actor: a.Actor()}, id, args[1:])
		}),
	}
}

func (c *cli) reviewRows() *cobra.Command {
	var verdict string
	cmd := c.reviewVerb("rows REVIEW", "List what is reviewed, with what was decided", 1, func(ctx context.Context, a *app.App, cmd api.Command, id uuid.UUID, _ []string) error {
		all, err := allPages(func(after []string) (api.Page[api.AccessReviewRow], error) {
			found, err := a.Services().AccessReviews.Rows(ctx, api.Scope{Tenant: cmd.Tenant}, id, api.AccessReviewFilter{Verdict: verdict}, api.List{Limit: maxRows, After: after, Sort: api.Sort{By: "account"}})
			return found.Data.Page, err
		})
		if err != nil {
			return err
		}
		return c.show(all, []string{"ROW", "NAME", "E-MAIL", "ROLE", "ADMINISTRATOR", "VERDICT", "REASON", "STILL SO"}, func() [][]string {
			var rows [][]string
			for _, r := range all {
				role := ""
				if r.Role != nil {
					role = r.Role.Name
				}
				rows = append(rows, []string{r.ID.String(), r.Name, r.Email, role, yesNo(r.Administrator), r.Verdict, r.Reason, yesNo(r.Now)})
			}
			return rows
		})
	})
	cmd.Flags().StringVar(&verdict, "verdict", "", "only keep, revoke or undecided")
	return cmd
}

func (c *cli) reviewDecide() *cobra.Command {
	var d api.AccessReviewDecision
	cmd := c.reviewVerb("decide REVIEW ROW...", "Say what is to become of rows", 2, func(ctx context.Context, a *app.App, cmd api.Command, id uuid.UUID, rows []string) error {
		for _, text := range rows {
			row, err := uuid.Parse(text)
			if err != nil {
				return usage("%q is no row's id; see `coresync access review rows`", text)
			}
			d.Rows = append(d.Rows, row)
		}
		if _, err := a.Services().AccessReviews.Decide(ctx, cmd, id, d); err != nil {
			return err
		}
		return c.showReview(ctx, a, cmd.Tenant, id)
	})
	cmd.Flags().StringVar(&d.Verdict, "verdict", "", "keep or revoke; none: undecided again")
	cmd.Flags().StringVar(&d.Reason, "reason", "", "why")
	return cmd
}

func (c *cli) reviewSignOff() *cobra.Command {
	return c.reviewVerb("sign-off REVIEW", "Sign a campaign off, all of whose rows were decided", 1, func(ctx context.Context, a *app.App, cmd api.Command, id uuid.UUID, _ []string) error {
		if _, err := a.Services().AccessReviews.SignOff(ctx, cmd, id); err != nil {
			return err
		}
		return c.showReview(ctx, a, cmd.Tenant, id)
	})
}

func (c *cli) reviewCancel() *cobra.Command {
	var reason string
	cmd := c.reviewVerb("cancel REVIEW", "End a campaign without a result", 1, func(ctx context.Context, a *app.App, cmd api.Command, id uuid.UUID, _ []string) error {
		if _, err := a.Services().AccessReviews.Cancel(ctx, cmd, id, reason); err != nil {
			return err
		}
		return c.showReview(ctx, a, cmd.Tenant, id)
	})
	cmd.Flags().StringVar(&reason, "reason", "", "why")
	return cmd
}

func (c *cli) reviewRevoke() *cobra.Command {
	return c.reviewVerb("revoke REVIEW", "Ask for what was signed off to be revoked", 1, func(ctx context.Context, a *app.App, cmd api.Command, id uuid.UUID, _ []string) error {
		all, err := a.Services().AccessReviews.Revoke(ctx, cmd, id)
		if err != nil {
			return err
		}
		return c.show(all, []string{"ROW", "OUTCOME", "REQUEST", "MESSAGE"}, func() [][]string {
			var rows [][]string
			for _, one := range all {
				request := ""
				if one.Request != nil {
					request = one.Request.String()
				}
				rows = append(rows, []string{one.Row.String(), one.Outcome, request, one.Message})
			}
			return rows
		})
	})
}

func (c *cli) reviewExport() *cobra.Command {
	var out string
	cmd := c.reviewVerb("export REVIEW", "Write a campaign as CSV, with its SHA-256 and the position of the log in its last lines", 1, func(ctx context.Context, a *app.App, cmd api.Command, id uuid.UUID, _ []string) error {
		file, err := a.Services().AccessReviews.Export(ctx, api.Scope{Tenant: cmd.Tenant}, id)
		if err != nil {
			return err
		}
		return c.keep(file.Data, out)
	})
	cmd.Flags().StringVar(&out, "out", "", "the file; none: standard output")
	return cmd
}
