package cli

import (
	"cmp"
	"context"
	"fmt"
	"strconv"

	"coresync/cmd/internal/app"
	"coresync/domain"
	decision "coresync/domain/mapping"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// mappingVerbs are the decisions about organizations and locations, carried out or
// only previewed.
func (c *cli) mappingVerbs(preview bool) []*cobra.Command {
	return []*cobra.Command{
		c.mappingVerb(mappingVerb{action: "map", preview: preview, words: 2, locations: true,
			use: "set ORGANIZATION CUSTOMER", short: "Link an organization to a customer, named by id or external id"}),
		c.mappingVerb(mappingVerb{action: "ignore", preview: preview, words: 1, locations: true,
			use: "ignore ORGANIZATION", short: "An organization is nobody's customer: a lab, a spare pool"}),
		c.mappingVerb(mappingVerb{action: "unmap", preview: preview, words: 1, locations: true,
			use: "unset ORGANIZATION", short: "Take all decisions back; name matching applies again"}),
		c.mappingVerb(mappingVerb{action: "reject", preview: preview, words: 2,
			use: "reject ORGANIZATION CUSTOMER", short: "An organization is not this customer, however alike the names are"}),
		c.mappingVerb(mappingVerb{action: "confirm", preview: preview, words: -1,
			use: "confirm [ORGANIZATION...]", short: "Link organizations to the customers that are suggested for them"}),
	}
}

type mappingVerb struct {
	use, short string
	action     string // of the API
	words      int    // -1: any number
	locations  bool
	preview    bool

	connection, reason string
	location, all      bool
}

func (c *cli) mappingVerb(v mappingVerb) *cobra.Command {
	cmd := &cobra.Command{
		Use: v.use, Short: v.short,
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			tenant, err := c.currentTenant(ctx, a)
			if err != nil {
				return err
			}
			rows, err := v.rows(ctx, a, tenant, args)
			switch {
			case err != nil:
				return err
			case len(rows) == 0:
				fmt.Fprintln(c.Err, "No customer is suggested for any organization.")
				return nil
			case v.preview:
				return c.previewMappings(ctx, a, tenant, rows)
			}
			return c.saveMappings(ctx, a, tenant, rows)
		}),
	}
	if v.words >= 0 {
		cmd.Args = cobra.ExactArgs(v.words)
	}
	cmd.Flags().StringVar(&v.connection, "connection", "", "id of the connection (default: the only one)")
	if v.locations {
		cmd.Flags().BoolVar(&v.location, "location", false, "the id is that of a location, which then doesn't go with its organization")
	}
	switch v.action {
	case "ignore":
		cmd.Flags().StringVar(&v.reason, "reason", "", "why")
	case "confirm":
		cmd.Flags().BoolVar(&v.all, "all", false, "all organizations for which a customer is suggested")
	}
	return cmd
}

// rows are the rows that the words of the command mean.
func (v *mappingVerb) rows(ctx context.Context, a *app.App, tenant uuid.UUID, args []string) ([]api.Mapping, error) {
	if v.action != "confirm" {
		row, err := v.row(ctx, a, tenant, args)
		return []api.Mapping{row}, err
	}
	if v.all == (len(args) > 0) {
		return nil, usage("name organizations, or --all")
	}
	if v.all {
		return suggestedRows(ctx, a, tenant, v.connection)
	}
	var rows []api.Mapping
	for _, arg := range args {
		row, err := v.row(ctx, a, tenant, []string{arg})
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// suggestedRows confirm what is suggested, and nothing that is suggested only later.
func suggestedRows(ctx context.Context, a *app.App, tenant uuid.UUID, connection string) ([]api.Mapping, error) {
	all, err := organizationsOf(ctx, a, tenant, "auto_matched")
	if err != nil {
		return nil, err
	}
	var rows []api.Mapping
	for _, o := range all {
		if o.Suggested != nil && (connection == "" || connection == o.Connection.String()) {
			rows = append(rows, api.Mapping{
				Connection: o.Connection, OrganizationID: o.OrganizationID, Action: "confirm", Customer: &o.Suggested.ID, ExpectedVersion: o.Version,
			})
		}
	}
	return rows, nil
}

// row is one decision at the version at which its organization or location is now.
func (v *mappingVerb) row(ctx context.Context, a *app.App, tenant uuid.UUID, args []string) (row api.Mapping, err error) {
	row.Action, row.Reason = v.action, v.reason
	if row.Connection, err = a.Connection(ctx, tenant, v.connection); err != nil {
		return row, err
	}
	id, err := strconv.ParseInt(args[0], 10, 64)
	what := "organization"
	if row.OrganizationID = id; v.location {
		what, row.OrganizationID, row.LocationID = "location", 0, id
	}
	if err != nil || id < 1 {
		return row, usage("%q is no %s's id; see `coresync mapping list` and `coresync mapping locations`", args[0], what)
	}
	place := decision.Place{Connection: row.Connection, Organization: row.OrganizationID, Location: row.LocationID}
	heads, err := a.Store.Streams(ctx, tenant, []string{place.Stream(), place.Observed()})
	if err != nil {
		return row, err
	}
	if heads[place.Observed()].Version == 0 {
		return row, domain.NotFound(what)
	}
	row.ExpectedVersion = heads[place.Stream()].Version
	if len(args) > 1 {
		customer, err := a.CustomerID(ctx, tenant, args[1])
		if err != nil {
			return row, err
		}
		row.Customer = &customer
	}
	return row, nil
}

// mappingRowsAtOnce bounds a save, as the API does.
const mappingRowsAtOnce = 500

func (c *cli) saveMappings(ctx context.Context, a *app.App, tenant uuid.UUID, rows []api.Mapping) error {
	var results []api.MappingResult
	var undo *uuid.UUID
	command := api.Command{Tenant: tenant, Actor: a.Actor(), Correlation: uuid.New()} // one save
	for len(rows) > 0 {
		n := min(len(rows), mappingRowsAtOnce)
		saved, err := a.Services().Organizations.Map(ctx, command, rows[:n])
		if err != nil {
			return err
		}
		undo = cmp.Or(saved.Undo, undo)
		results, rows = append(results, saved.Rows...), rows[n:]
	}
	c.tellUndo(undo)
	if err := a.CatchUp(ctx, tenant); err != nil {
		return err
	}
	refused := 0
	for _, r := range results {
		if r.Outcome == "refused" || r.Outcome == "conflict" {
			refused++
		}
	}
	err := c.show(results, []string{"ORGANIZATION", "LOCATION", "OUTCOME", "VERSION", "MESSAGE"}, func() [][]string {
		var lines [][]string
		for _, r := range results {
			lines = append(lines, []string{number(r.OrganizationID), number(r.LocationID), r.Outcome, fmt.Sprint(r.Version), r.Message})
		}
		return lines
	})
	if err == nil && refused > 0 {
		return &differsError{fmt.Sprintf("%d of %d were not saved", refused, len(results))}
	}
	return err
}

func (c *cli) previewMappings(ctx context.Context, a *app.App, tenant uuid.UUID, rows []api.Mapping) error {
	found, err := a.Services().Organizations.Preview(ctx, api.Scope{Tenant: tenant}, rows)
	if err != nil {
		return err
	}
	return c.show(found.Data, []string{"ORGANIZATION", "LOCATION", "ASSETS", "FROM", "TO"}, func() [][]string {
		var lines [][]string
		for _, e := range found.Data {
			lines = append(lines, []string{number(e.OrganizationID), number(e.LocationID), fmt.Sprint(e.Assets), refName(e.From), refName(e.To)})
		}
		return lines
	})
}

func refName(r *api.Ref) string {
	if r == nil {
		return "no customer"
	}
	return r.Name
}

// number is an id; none is blank.
func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}
