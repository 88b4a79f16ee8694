package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) why() *cobra.Command {
	return &cobra.Command{
		Use:   "why asset ID [FIELD]",
		Short: "Say where a field of an asset, or every field, comes from",
		Long: "Print the event, the source and the rule that gave a field of an asset, and what else was offered and why it\n" +
			"lost. Without FIELD, every field with its event, source and rule, a line each. ID is the asset's id, or that of\n" +
			"any record that it is made of.",
		Args: cobra.RangeArgs(2, 3),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			if args[0] != "asset" {
				return usage("there is no %q to ask about; write `coresync why asset ID [FIELD]`", args[0])
			}
			id, err := uuid.Parse(args[1])
			if err != nil {
				return usage("%q is no asset's id; write a UUID, as the list of assets shows it", args[1])
			}
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			if err := a.CatchUp(ctx, tenant); err != nil {
				return err
			}
			if len(args) == 2 {
				return c.whyAll(ctx, a, tenant, id)
			}
			found, err := a.Services().Decisions.Why(ctx, api.Scope{Tenant: tenant}, id, args[2])
			if err != nil {
				return err
			}
			return c.show(found.Data, []string{"WHAT", "IS"}, func() [][]string { return whyRows(found.Data) })
		}),
	}
}

// whyAll prints where each field of an asset comes from, a line a field.
func (c *cli) whyAll(ctx context.Context, a *app.App, tenant, id uuid.UUID) error {
	found, err := a.Services().Decisions.Whys(ctx, api.Scope{Tenant: tenant}, id)
	if err != nil {
		return err
	}
	return c.show(found.Data, []string{"FIELD", "VALUE", "SOURCE", "EVENT", "RULE"}, func() [][]string {
		rows := make([][]string, 0, len(found.Data))
		for _, w := range found.Data {
			rows = append(rows, []string{w.Field, firstLine(w.Value), whySource(w), whyEvent(w), w.Rule})
		}
		return rows
	})
}

// firstLine is a value as one line of a table.
func firstLine(value string) string {
	line, _, more := strings.Cut(value, "\n")
	if more {
		line += " …"
	}
	return line
}

func whySource(w api.Why) string {
	source := w.Source
	if w.Member != "" {
		source += " (" + w.Member + ")"
	}
	if w.Locked {
		source += ", locked"
	}
	return source
}

func whyEvent(w api.Why) string {
	if w.Event == nil {
		return ""
	}
	return fmt.Sprintf("%s at position %d", w.Event.Type, w.Event.Position)
}

func whyRows(w api.Why) [][]string {
	rows := [][]string{{w.Field, w.Value}, {"source", whySource(w)}, {"rule", w.Rule + " (rules " + w.Rules + ")"}}
	if e := w.Event; e != nil {
		rows = append(rows, []string{"event", fmt.Sprintf("%s, %s, by %s", whyEvent(w), e.RecordedAt.Format(time.RFC3339), e.Actor)})
		if e.Run != nil {
			rows = append(rows, []string{"run", e.Run.String()})
		}
	}
	if len(w.Precedence) > 0 {
		rows = append(rows, []string{"precedence", fmt.Sprint(w.Precedence)})
	}
	if i := w.Identity; i != nil {
		rows = append(rows, []string{"identity", serialWords(i)})
	}
	for _, o := range w.Offered {
		from := o.Source
		if o.Member != "" {
			from += " (" + o.Member + ")"
		}
		rows = append(rows, []string{"offered", fmt.Sprintf("%q by %s: %s", o.Value, from, o.Reason)})
	}
	return rows
}

// serialWords is what a serial number is worth as an identity, and because of whom.
func serialWords(i *api.SerialStanding) string {
	words := i.State
	if i.Reason != "" {
		words += ": " + i.Reason + " (" + i.Rule + ")"
	}
	for n, other := range i.Others {
		if n == 0 {
			words += "; "
		} else {
			words += ", "
		}
		words += other.Name
	}
	return words
}
