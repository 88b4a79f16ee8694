package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) rulesList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the rule sets that are or were in force, the newest first", Args: cobra.NoArgs,
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, _ []string) error {
			all, err := a.Services().Rules.List(ctx, api.Scope{Tenant: tenant})
			if err != nil {
				return err
			}
			return c.show(all, []string{"VERSION", "IN FORCE", "ADOPTED", "BY", "POSITION", "REASON", "DIGEST"}, func() [][]string {
				var rows [][]string
				for _, s := range all {
					adopted, inForce := "from the beginning", ""
					if s.AdoptedAt != nil {
						adopted = s.AdoptedAt.Format(time.RFC3339)
					}
					if s.InForce {
						inForce = "yes"
					}
					rows = append(rows, []string{s.Version, inForce, adopted, s.Actor, fmt.Sprint(s.Position), s.Reason, s.Digest[:12]})
				}
				return rows
			})
		}),
	}
}

func (c *cli) rulesShow() *cobra.Command {
	return &cobra.Command{
		Use: "show [VERSION]", Short: "Print a set of rules as JSON; without a version the one in force", Args: cobra.MaximumNArgs(1),
		Long: "Print a set of rules as JSON. Write it to a file, edit it, see with `coresync rules diff FILE` what it would change,\n" +
			"and put it in force with `coresync rules adopt FILE --reason TEXT`. A draft may leave out what stays as it is.",
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, args []string) error {
			set, err := a.Services().Rules.Get(ctx, api.Scope{Tenant: tenant}, append(args, "")[0])
			if err != nil {
				return err
			}
			fmt.Fprintf(c.Err, "version %s, digest %s\n", set.Version, set.Digest)
			var text bytes.Buffer
			if err := json.Indent(&text, set.Rules, "", "  "); err != nil {
				return fmt.Errorf("write the rules: %w", err)
			}
			fmt.Fprintln(c.Out, text.String())
			return nil
		}),
	}
}

func (c *cli) rulesDiff() *cobra.Command {
	var show int
	cmd := &cobra.Command{
		Use: "diff FILE", Short: "Show what a set of rules would change, row by row with causes; exit with 3 where it does", Args: cobra.ExactArgs(1),
		Long: "Fold the log anew under a draft of rules, in memory, and compare with the live rows. Nothing is written. A row's cause\n" +
			"is the change of rules that alone makes it so; - reads standard input.",
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, args []string) error {
			draft, err := c.readDraft(args[0])
			if err != nil {
				return err
			}
			found, err := a.Services().Rules.Diff(ctx, api.Scope{Tenant: tenant}, draft, show)
			if err != nil {
				return err
			}
			return c.showEffects(found)
		}),
	}
	cmd.Flags().IntVar(&show, "show", 20, "rows shown a table")
	return cmd
}

func (c *cli) rulesAdopt() *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use: "adopt FILE", Short: "Put a set of rules in force, with a reason; - reads standard input", Args: cobra.ExactArgs(1),
		Long: "Put a set of rules in force: one event in the log. No row changes by this; `coresync projections rebuild` makes the\n" +
			"rows of the new rules beside the live ones.",
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, args []string) error {
			draft, err := c.readDraft(args[0])
			if err != nil {
				return err
			}
			done, err := a.Services().Rules.Adopt(ctx, api.Command{Tenant: tenant, Actor: a.Actor()}, api.RuleDraft{Rules: draft, Reason: reason})
			if err != nil {
				return err
			}
			if err := c.show(done, []string{"VERSION", "POSITION", "DIGEST"}, func() [][]string {
				return [][]string{{done.RuleSet.Version, fmt.Sprint(done.Position.N), done.RuleSet.Digest}}
			}); err != nil {
				return err
			}
			fmt.Fprintf(c.Err, "Rules %s are in force. Next: coresync projections rebuild, diff, promote.\n", done.RuleSet.Version)
			return nil
		}),
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why (required)")
	return cmd
}

// readDraft reads a set of rules from a file or standard input.
func (c *cli) readDraft(name string) ([]byte, error) {
	if name == "-" {
		raw, err := io.ReadAll(io.LimitReader(c.In, 1<<20))
		if err != nil {
			return nil, fmt.Errorf("read the rules: %w", err)
		}
		return raw, nil
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read the rules: %w", err)
	}
	return raw, nil
}

// showEffects prints what a draft would do to assets, and then to each read model;
// any difference is exit code 3.
func (c *cli) showEffects(found api.RuleEffects) error {
	if c.json {
		if err := c.printJSON(found); err != nil {
			return err
		}
		return differing(found.Items)
	}
	fmt.Fprintf(c.Out, "Assets: %s\n\n", effects(found.Assets.Effects, found.Assets.NoEffect))
	if err := c.diffTables(found.Items, found.Assets.Shown); err != nil {
		return err
	}
	return differing(found.Items)
}
