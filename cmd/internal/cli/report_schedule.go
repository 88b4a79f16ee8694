package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) reportSchedule() *cobra.Command {
	return group("schedule", "Send reports by mail by themselves", "A report is sent weekly or monthly, as the file that an export of that moment gives, to users of the\n"+
		"workspace who may see reports. A ledger is that of the month that ended last; movements are those since the last turn.",
		c.scheduleList(), c.scheduleAdd(), c.scheduleChange(), c.schedulePause("pause", "Pause a schedule: nothing is sent until it is resumed", true),
		c.schedulePause("resume", "Let a paused schedule go on", false), c.scheduleRemove(), c.scheduleSend())
}

func (c *cli) scheduleList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the schedules, and what became of the last letters", Args: cobra.NoArgs,
		RunE: c.withApp(func(ctx context.Context, a *app.App, _ []string) error {
			tenant, err := c.currentTenant(ctx, a)
			if err != nil {
				return err
			}
			found, err := a.Services().ReportMail.List(ctx, api.Scope{Tenant: tenant})
			if err != nil {
				return err
			}
			if !found.Data.Mail {
				fmt.Fprintln(c.Err, "No mail server is set (--smtp-url, --mail-from): letters that are due wait for three days.")
			}
			return c.show(found.Data, []string{"ID", "REPORT", "FILTER", "AS", "WHEN", "TO", "NEXT", "LAST"}, func() [][]string {
				var rows [][]string
				for _, s := range found.Data.Items {
					rows = append(rows, scheduleRow(s))
				}
				return rows
			})
		}),
	}
}

func scheduleRow(s api.ReportSchedule) []string {
	var to []string
	for _, r := range s.Recipients {
		to = append(to, r.Name)
	}
	next, last := "paused", "never"
	if s.NextAt != nil {
		next = s.NextAt.Format(time.RFC3339)
	}
	if l := s.Last; l != nil {
		last = fmt.Sprintf("as of %s: %d sent, %d waiting, %d failed, %d moot", l.At.Format(time.RFC3339), l.Sent, l.Waiting, l.Failed, l.Moot)
		if l.Message != "" {
			last += " (" + l.Message + ")"
		}
	}
	return []string{s.ID.String(), s.Report, s.Filter, s.Format, s.When + " " + s.Zone, strings.Join(to, ", "), next, last}
}

// scheduleFlags are what a schedule is made of.
type scheduleFlags struct {
	filter, format, weekly string
	monthly, hour          int
	to                     []string
}

func (f *scheduleFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.filter, "filter", "", "narrow the report, as the query of its route in the API: 'category=Server&include_retired=true'")
	flags.StringVar(&f.format, "format", "pdf", "csv, xlsx or pdf")
	flags.StringVar(&f.weekly, "weekly", "", "weekly on this day, such as monday")
	flags.IntVar(&f.monthly, "monthly", 0, "monthly on this day, 1 to 31; shorter months have their last")
	flags.IntVar(&f.hour, "hour", 7, "at this hour of the workspace's time zone, 0 to 23")
	flags.StringArrayVar(&f.to, "to", nil, "e-mail address of a user who gets it (may be given several times)")
}

// apply changes a draft by the flags that were given.
func (f *scheduleFlags) apply(ctx context.Context, cmd *cobra.Command, a *app.App, tenant uuid.UUID, d *api.ReportScheduleDraft) error {
	given := cmd.Flags().Changed
	if given("weekly") && given("monthly") {
		return usage("choose one of --weekly and --monthly")
	}
	if given("filter") {
		d.Filter = f.filter
	}
	if given("format") || d.Format == "" {
		d.Format = f.format
	}
	if given("hour") || d.Frequency == "" {
		d.Hour = f.hour
	}
	switch {
	case given("weekly"):
		day, err := weekday(f.weekly)
		if err != nil {
			return err
		}
		d.Frequency, d.Day = "weekly", day
	case given("monthly"):
		d.Frequency, d.Day = "monthly", f.monthly
	case d.Frequency == "":
		return usage("say when: --weekly monday, or --monthly 1")
	}
	if !given("to") {
		return nil
	}
	users, err := a.Services().Users.List(ctx, tenant)
	if err != nil {
		return err
	}
	d.Recipients = nil
	for _, email := range f.to {
		i := slices.IndexFunc(users, func(u api.User) bool { return strings.EqualFold(u.Email, email) })
		if i < 0 {
			return usage("--to %q is no user; see `coresync user list`", email)
		}
		d.Recipients = append(d.Recipients, users[i].ID)
	}
	return nil
}

// weekday reads a day of the week: its name, or the first letters of it.
func weekday(text string) (int, error) {
	for day := 1; day <= 7; day++ {
		name := strings.ToLower(time.Weekday(day % 7).String())
		if len(text) >= 2 && strings.HasPrefix(name, strings.ToLower(text)) || text == strconv.Itoa(day) {
			return day, nil
		}
	}
	return 0, usage("--weekly %q is no day of the week", text)
}

func (c *cli) scheduleAdd() *cobra.Command {
	var f scheduleFlags
	cmd := &cobra.Command{
		Use: "add REPORT", Short: "Send a report by itself: " + strings.Join(api.ScheduledReports(), ", "),
		Args: cobra.ExactArgs(1), ValidArgs: api.ScheduledReports(),
	}
	cmd.RunE = c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, args []string) error {
		draft := api.ReportScheduleDraft{Report: args[0]}
		if err := f.apply(ctx, cmd, a, tenant, &draft); err != nil {
			return err
		}
		done, err := a.Services().ReportMail.Create(ctx, api.Command{Tenant: tenant, Actor: a.Actor()}, draft)
		return c.showRule(ctx, a, tenant, done, err)
	})
	f.add(cmd)
	return cmd
}

func (c *cli) scheduleChange() *cobra.Command {
	var f scheduleFlags
	cmd := &cobra.Command{Use: "change ID", Short: "Change a schedule; what is not given stays", Args: cobra.ExactArgs(1)}
	cmd.RunE = c.withApp(func(ctx context.Context, a *app.App, args []string) error {
		return c.changeSchedule(ctx, a, args[0], func(tenant uuid.UUID, d *api.ReportScheduleDraft) error {
			return f.apply(ctx, cmd, a, tenant, d)
		})
	})
	f.add(cmd)
	return cmd
}

func (c *cli) schedulePause(verb, short string, paused bool) *cobra.Command {
	return &cobra.Command{
		Use: verb + " ID", Short: short, Args: cobra.ExactArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			return c.changeSchedule(ctx, a, args[0], func(_ uuid.UUID, d *api.ReportScheduleDraft) error {
				d.Paused = paused
				return nil
			})
		}),
	}
}

// changeSchedule says a schedule anew, as it is but for what change does.
func (c *cli) changeSchedule(ctx context.Context, a *app.App, text string, change func(tenant uuid.UUID, d *api.ReportScheduleDraft) error) error {
	tenant, id, err := c.scheduleNamed(ctx, a, text)
	if err != nil {
		return err
	}
	has := a.Services().ReportMail
	found, err := has.Get(ctx, api.Scope{Tenant: tenant}, id)
	if err != nil {
		return err
	}
	draft := found.Data.Draft()
	if err := change(tenant, &draft); err != nil {
		return err
	}
	done, err := has.Change(ctx, api.Command{Tenant: tenant, Actor: a.Actor(), Expected: &found.Data.Version}, id, draft)
	return c.showRule(ctx, a, tenant, done, err)
}

func (c *cli) scheduleNamed(ctx context.Context, a *app.App, text string) (tenant, id uuid.UUID, err error) {
	if id, err = uuid.Parse(text); err != nil {
		return tenant, id, usage("%q is no id of a schedule; see `coresync report schedule list`", text)
	}
	tenant, err = c.currentTenant(ctx, a)
	return tenant, id, err
}

func (c *cli) scheduleRemove() *cobra.Command {
	return &cobra.Command{
		Use: "remove ID", Short: "Remove a schedule; letters that wait are not sent any more", Args: cobra.ExactArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			tenant, id, err := c.scheduleNamed(ctx, a, args[0])
			if err != nil {
				return err
			}
			done, err := a.Services().ReportMail.Remove(ctx, api.Command{Tenant: tenant, Actor: a.Actor()}, id)
			return c.showRule(ctx, a, tenant, done, err)
		}),
	}
}

func (c *cli) scheduleSend() *cobra.Command {
	return &cobra.Command{
		Use: "send ID", Short: "Send the report of now, besides its turns", Args: cobra.ExactArgs(1),
		Long: "The letters are sent at once by this program, or by the workers where they are quicker.",
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			tenant, id, err := c.scheduleNamed(ctx, a, args[0])
			if err != nil {
				return err
			}
			done, err := a.Services().ReportMail.Send(ctx, api.Command{Tenant: tenant, Actor: a.Actor()}, id)
			if err != nil {
				return err
			}
			if _, err := a.Deliver(ctx); err != nil {
				return err
			}
			return c.showRule(ctx, a, tenant, done, nil)
		}),
	}
}
