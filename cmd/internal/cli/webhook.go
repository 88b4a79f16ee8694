package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) webhook() *cobra.Command {
	verb := func(name, short string, do func(api.Webhooks, context.Context, api.Command, uuid.UUID) (api.Written, error)) *cobra.Command {
		return &cobra.Command{Use: name + " ID", Short: short, Args: cobra.ExactArgs(1), RunE: c.withWebhook(
			func(ctx context.Context, a *app.App, command api.Command, id uuid.UUID) error {
				done, err := do(a.Services().Webhooks, ctx, command, id)
				return c.showRule(ctx, a, command.Tenant, done, err)
			})}
	}
	return group("webhook", "Tell programs outside what happens here", "Messages are signed after Standard Webhooks, hold the fields that differ, and are told at least once, in order, by\n"+
		"`coresync serve` or `worker`. All can be told once more from any position of the log.",
		c.webhookList(), c.webhookAdd(), c.webhookShow(),
		verb("pause", "Pause a subscription; what happens meanwhile is told once it is resumed", api.Webhooks.Pause),
		verb("resume", "Let a subscription go on, and try at once what was not taken", api.Webhooks.Resume),
		verb("remove", "Remove a subscription; nothing is told to it any more", api.Webhooks.Remove),
		c.webhookReplay(), c.webhookSecret(), c.webhookTest())
}

// withWebhook runs a verb about one subscription.
func (c *cli) withWebhook(do func(ctx context.Context, a *app.App, command api.Command, id uuid.UUID) error) func(*cobra.Command, []string) error {
	return c.withApp(func(ctx context.Context, a *app.App, args []string) error {
		id, err := uuid.Parse(args[0])
		if err != nil {
			return usage("%q is no id of a subscription; see `coresync webhook list`", args[0])
		}
		tenant, err := c.currentTenant(ctx, a)
		if err != nil {
			return err
		}
		return do(ctx, a, api.Command{Tenant: tenant, Actor: a.Actor()}, id)
	})
}

func (c *cli) webhookList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the subscriptions, and how far each was told", Args: cobra.NoArgs,
		RunE: c.withApp(func(ctx context.Context, a *app.App, _ []string) error {
			tenant, err := c.currentTenant(ctx, a)
			if err != nil {
				return err
			}
			found, err := a.Services().Webhooks.List(ctx, api.Scope{Tenant: tenant})
			if err != nil {
				return err
			}
			return c.show(found.Data, []string{"ID", "NAME", "TO", "KINDS", "BATCH", "STATE", "BACKLOG", "LAST"}, func() [][]string {
				var rows [][]string
				for _, w := range found.Data.Items {
					last := "never"
					if w.DeliveredAt != nil {
						last = w.DeliveredAt.Format(time.RFC3339)
					}
					rows = append(rows, []string{w.ID.String(), w.Name, w.Host, strings.Join(w.Kinds, ","), w.Batch, webhookState(w), strconv.FormatInt(w.Backlog, 10), last})
				}
				return rows
			})
		}),
	}
}

func webhookState(w api.Webhook) string {
	switch {
	case w.State == "paused":
		return "paused (" + w.Why + ")"
	case w.NextAt != nil:
		return fmt.Sprintf("failing, tried %d times, next %s", w.Attempts, w.NextAt.Format(time.RFC3339))
	}
	return w.State
}

func (c *cli) webhookAdd() *cobra.Command {
	var d api.WebhookDraft
	var customers, connections []string
	cmd := &cobra.Command{
		Use: "add NAME URL", Short: "Tell a program at an address: " + strings.Join(api.WebhookKinds(), ", "), Args: cobra.ExactArgs(2),
		Long: "Prints the secret that signs what is sent, this once. The address needs https and is kept sealed; leave it out of\nthe history of your shell where it holds a secret.",
	}
	cmd.RunE = c.withApp(func(ctx context.Context, a *app.App, args []string) (err error) {
		tenant, err := a.Tenant(ctx)
		if err != nil {
			return err
		}
		d.Name, d.URL = args[0], args[1]
		if d.Customers, err = idsGiven("--customer", customers); err != nil {
			return err
		}
		if d.Connections, err = idsGiven("--connection", connections); err != nil {
			return err
		}
		done, err := a.Services().Webhooks.Create(ctx, api.Command{Tenant: tenant, Actor: a.Actor()}, d)
		return c.showSecret(done, err)
	})
	flags := cmd.Flags()
	flags.StringSliceVar(&d.Kinds, "kind", api.WebhookKinds(), "what is told (may be given several times)")
	flags.StringVar(&d.Batch, "batch", "each", "each: each thing alone; run: what a run changed together")
	flags.StringArrayVar(&customers, "customer", nil, "id of a customer whose assets are told (may be given several times)")
	flags.StringArrayVar(&connections, "connection", nil, "id of a connection (may be given several times)")
	flags.BoolVar(&d.Personal, "personal", false, "send names and addresses of contacts along")
	flags.BoolVar(&d.All, "all", false, "begin with all assets that are there")
	return cmd
}

// idsGiven reads ids of a flag.
func idsGiven(flag string, texts []string) (ids []uuid.UUID, err error) {
	for _, text := range texts {
		id, err := uuid.Parse(text)
		if err != nil {
			return nil, usage("%s %q is no id", flag, text)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func (c *cli) showSecret(done api.WebhookWritten, err error) error {
	if err != nil {
		return err
	}
	fmt.Fprintln(c.Err, "Keep the secret now: it is not shown again.")
	return c.show(done, []string{"ID", "SECRET"}, func() [][]string { return [][]string{{done.ID.String(), done.Secret}} })
}

func (c *cli) webhookShow() *cobra.Command {
	var limit int
	cmd := &cobra.Command{Use: "show ID", Short: "Show what went out to a subscription, the newest first, and what became of it", Args: cobra.ExactArgs(1)}
	cmd.Flags().IntVar(&limit, "limit", 50, "how many deliveries")
	cmd.RunE = c.withWebhook(func(ctx context.Context, a *app.App, command api.Command, id uuid.UUID) error {
		has, scope := a.Services().Webhooks, api.Scope{Tenant: command.Tenant}
		w, err := has.Get(ctx, scope, id)
		if err != nil {
			return err
		}
		sent, err := has.Deliveries(ctx, scope, id, api.List{Limit: min(max(limit, 1), 500)})
		if err != nil {
			return err
		}
		fmt.Fprintf(c.Err, "%s, to %s: %s\n", w.Data.Name, w.Data.Host, webhookState(w.Data))
		all := struct {
			Webhook    api.Webhook           `json:"webhook"`
			Deliveries []api.WebhookDelivery `json:"deliveries"`
		}{w.Data, sent.Items}
		return c.show(all, []string{"ID", "STATE", "THINGS", "POSITIONS", "MADE", "TRIES", "ANSWER", "MESSAGE"}, func() [][]string {
			var rows [][]string
			for _, d := range sent.Items {
				rows = append(rows, []string{d.ID.String(), d.State, strconv.Itoa(d.Notices), fmt.Sprintf("%d–%d", d.From, d.To), d.CreatedAt.Format(time.RFC3339),
					strconv.Itoa(d.Attempts), strconv.Itoa(d.Status), d.Message})
			}
			return rows
		})
	})
	return cmd
}

func (c *cli) webhookReplay() *cobra.Command {
	var from int64
	cmd := &cobra.Command{
		Use: "replay ID", Short: "Tell everything from a position of the log on once more, under the same ids", Args: cobra.ExactArgs(1),
		Long: "`coresync serve` or `worker` tells it; without one it waits for one.",
	}
	cmd.Flags().Int64Var(&from, "from", 0, "position of the log; 0: everything")
	cmd.RunE = c.withWebhook(func(ctx context.Context, a *app.App, command api.Command, id uuid.UUID) error {
		done, err := a.Services().Webhooks.Replay(ctx, command, id, from)
		return c.showRule(ctx, a, command.Tenant, done, err)
	})
	return cmd
}

func (c *cli) webhookSecret() *cobra.Command {
	return &cobra.Command{
		Use: "secret ID", Short: "Make a new secret; the one before signs for a day besides", Args: cobra.ExactArgs(1),
		RunE: c.withWebhook(func(ctx context.Context, a *app.App, command api.Command, id uuid.UUID) error {
			done, err := a.Services().Webhooks.Renew(ctx, command, id)
			return c.showSecret(done, err)
		}),
	}
}

func (c *cli) webhookTest() *cobra.Command {
	return &cobra.Command{
		Use: "test ID", Short: "Send a message that says nothing, and say what came back and what to do", Args: cobra.ExactArgs(1),
		Long: "Exits 1 where the receiver did not take it.",
		RunE: c.withWebhook(func(ctx context.Context, a *app.App, command api.Command, id uuid.UUID) error {
			tested, err := a.Services().Webhooks.Test(ctx, command, id)
			if err != nil {
				return err
			}
			fmt.Fprintf(c.Err, "Sent message %s (%s, %d bytes, signed) to %s.\n", tested.ID, tested.Type, tested.Bytes, tested.To)
			err = c.show(tested, []string{"ID", "TO", "TAKEN", "ANSWER", "MS", "MESSAGE"}, func() [][]string {
				return [][]string{{tested.ID.String(), tested.To, strconv.FormatBool(tested.Taken), statusWord(tested.Status), strconv.FormatInt(tested.TookMS, 10), tested.Message}}
			})
			if err == nil && !tested.Taken {
				return fmt.Errorf("%s did not take message %s: %s. %s", tested.To, tested.ID, tested.Message, tested.Advice)
			}
			if err == nil {
				fmt.Fprintf(c.Err, "It answered %d after %d ms and took it. %s\n", tested.Status, tested.TookMS, tested.Advice)
			}
			return err
		}),
	}
}

// statusWord is an answer's status.
func statusWord(status int) string {
	if status == 0 {
		return "none"
	}
	return strconv.Itoa(status)
}
