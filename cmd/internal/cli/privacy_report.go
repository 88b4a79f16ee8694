package cli

import (
	"context"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/spf13/cobra"
)

func (c *cli) privacyReport() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use: "report [KIND ID]", Short: "Say what personal data is held: counts of all, or everything of one person", Args: cobra.MatchAll(cobra.MaximumNArgs(2), pairs),
		ValidArgs: []string{api.PersonContact, api.PersonAccount},
		Long: "Without arguments: how many persons of each kind, with what data and since when, who was erased by whom and why, and\n" +
			"the rules in force; it names nobody. KIND is contact or account: what is held of that person, for their request.",
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			if format != "table" && format != "csv" && format != "json" {
				return usage("--format is table, csv or json")
			}
			c.json = c.json || format == "json"
			if len(args) == 2 {
				person, err := c.personOf(ctx, a, args)
				if err != nil {
					return err
				}
				return c.showHeld(&person, format)
			}
			if format == "csv" {
				return usage("--format csv is for one person: name contact or account and an id")
			}
			tenant, err := c.currentTenant(ctx, a)
			if err != nil {
				return err
			}
			found, err := a.Services().Privacy.Report(ctx, api.Scope{Tenant: tenant})
			if err != nil {
				return err
			}
			return c.showPrivacy(&found)
		}),
	}
	cmd.Flags().StringVar(&format, "format", "table", "table, json or, for one person, csv")
	return cmd
}

// pairs refuses a kind without an id.
func pairs(_ *cobra.Command, args []string) error {
	if len(args) == 1 {
		return usage("name contact or account, and an id")
	}
	return nil
}

func (c *cli) showHeld(p *api.HeldPerson, format string) error {
	heading, rows := []string{"KIND", "WHO", "DATA", "WHY", "SINCE", "ERASED"}, make([][]string, len(p.Subjects))
	for i, h := range p.Subjects {
		rows[i] = []string{h.Kind, h.Label, strings.Join(h.Data, ", "), h.Why, h.Since.Format(time.DateOnly), ""}
		if h.ErasedAt != nil {
			rows[i][5] = h.ErasedAt.Format(time.DateOnly)
		}
	}
	for _, d := range p.Devices {
		rows = append(rows, []string{"device", d.Name, "assigned to the person", "", "", ""})
	}
	if format == "csv" && !c.json {
		out := csv.NewWriter(c.Out)
		_ = out.Write(heading) // Error has it
		_ = out.WriteAll(rows)
		return out.Error()
	}
	return c.show(p, heading, func() [][]string { return rows })
}

func (c *cli) showPrivacy(p *api.PrivacyReport) error {
	if c.json {
		return c.printJSON(p)
	}
	var rows [][]string
	for _, k := range p.Kinds {
		rows = append(rows, []string{k.Kind, strconv.FormatInt(k.Subjects, 10), strings.Join(k.Data, ", "), k.Since.Format(time.DateOnly)})
	}
	rows = append(rows, []string{"users of Coresync", strconv.FormatInt(p.Operators, 10), "name, e-mail address", ""}, []string{"erased", strconv.FormatInt(p.Erased, 10), "", ""})
	if err := c.table([]string{"KIND", "PERSONS", "DATA", "SINCE"}, rows); err != nil {
		return err
	}
	fmt.Fprintln(c.Out)
	if err := c.table([]string{"WHOSE", "NAME", "LAST USERS", "ID"}, keepingRows(p.Rules)); err != nil {
		return err
	}
	rows = nil
	for _, act := range p.Acts {
		rows = append(rows, []string{act.At.Format(time.DateTime), act.By, act.What, strconv.Itoa(act.Subjects), act.Reason})
	}
	fmt.Fprintln(c.Out)
	if err := c.table([]string{"ENDED AT", "BY", "WHAT", "PERSONS", "REASON"}, rows); err != nil {
		return err
	}
	fmt.Fprintln(c.Out, "\nStored in clear, so that no erasure reaches it: "+strings.Join(p.NotSealed, "; ")+".")
	return nil
}
