package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"coresync/cmd/internal/app"
	"coresync/domain/rules"
	"coresync/http/api"

	"github.com/spf13/cobra"
)

// ruleSource says under which rules a verb looks at names: a draft's, else those that the
// workspace has in force, else the program's.
type ruleSource struct{ draft string }

func (r *ruleSource) flag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&r.draft, "rules", "", "a draft of rules, a `file` of JSON, instead of those in force; it may leave out what stays as it is")
}

// inForce are the rules of the workspace, or the draft over them.
func (c *cli) inForce(ctx context.Context, a *app.App, r ruleSource) (*rules.Set, error) {
	tenant, err := a.Tenant(ctx)
	if err != nil {
		return nil, err
	}
	now, err := a.Services().Rules.Get(ctx, api.Scope{Tenant: tenant}, "")
	if err != nil {
		return nil, err
	}
	set, err := rules.Parse(now.Rules, rules.Default())
	if err != nil {
		return nil, fmt.Errorf("read the rules in force: %w", err)
	}
	set.Version = now.Version
	return c.drafted(set, r)
}

// drafted is the draft over a set, or the set.
func (c *cli) drafted(set *rules.Set, r ruleSource) (*rules.Set, error) {
	if r.draft == "" {
		return set, nil
	}
	file, err := c.input(r.draft)
	if err != nil {
		return nil, fmt.Errorf("read the rules: %w", err)
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	if err != nil {
		return nil, fmt.Errorf("read the rules: %w", err)
	}
	draft, err := rules.Parse(text, set)
	if err != nil {
		return nil, err
	}
	draft.Version = "draft of " + filepath.Base(r.draft)
	return draft, nil
}

// withRules runs a verb that needs rules and no workspace: where there is one its rules
// hold, else the program's.
func (c *cli) withRules(r *ruleSource, work func(set *rules.Set, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		s, err := c.settings(cmd)
		if err != nil {
			return err
		}
		_, missing := os.Stat(filepath.Join(s.Data, "master.key"))
		if s.DatabaseURL == "" && missing != nil {
			set, err := c.drafted(rules.Default(), *r)
			if err != nil {
				return err
			}
			return work(set, args)
		}
		return c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			set, err := c.inForce(ctx, a, *r)
			if err != nil {
				return err
			}
			return work(set, args)
		})(cmd, args)
	}
}
