package cli

import (
	"context"
	"fmt"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) mapping() *cobra.Command {
	return group("mapping", "Which organization belongs to which customer", "",
		append(c.mappingVerbs(false), c.mappingList(), c.mappingLocations(),
			group("preview", "Tell how many assets a decision would move, and write nothing", "", c.mappingVerbs(true)...))...)
}

func (c *cli) mappingList() *cobra.Command {
	var status string
	var candidates bool
	cmd := &cobra.Command{
		Use: "list", Short: "List all organizations, those that need attention first", Args: cobra.NoArgs,
		RunE: c.withApp(func(ctx context.Context, a *app.App, _ []string) error {
			tenant, err := c.currentTenant(ctx, a)
			if err != nil {
				return err
			}
			all, err := organizationsOf(ctx, a, tenant, status)
			if err != nil {
				return err
			}
			return c.show(all, []string{"ORGANIZATION", "NAME", "STATUS", "CUSTOMER", "DEVICES", "WHY"}, func() [][]string {
				var rows [][]string
				for _, o := range all {
					rows = append(rows, organizationRow(o))
					for _, s := range o.Suggestions {
						if candidates {
							rows = append(rows, []string{"", "", "", fmt.Sprintf("%3d  %s", s.Score, s.Customer.Name), "", s.Evidence})
						}
					}
				}
				return rows
			})
		}),
	}
	cmd.Flags().StringVar(&status, "status", "", "only mapped, auto_matched, unmatched, stale or ignored")
	cmd.Flags().BoolVar(&candidates, "candidates", false, "list the customers that each may be, with their scores")
	return cmd
}

func organizationRow(o api.Organization) []string {
	status, customer := o.Status, ""
	switch {
	case o.Status == "mapped" && o.Source == "name":
		status = "mapped (auto)"
	case o.Vanished:
		status += ", gone"
	}
	if o.Customer != nil {
		customer = o.Customer.Name
	}
	if o.Suggested != nil {
		customer = "? " + o.Suggested.Name
	}
	return []string{fmt.Sprint(o.OrganizationID), o.Name, status, customer, fmt.Sprint(o.Devices), o.Evidence}
}

func organizationsOf(ctx context.Context, a *app.App, tenant uuid.UUID, status string) ([]api.Organization, error) {
	return allPages(func(after []string) (api.Page[api.Organization], error) {
		found, err := a.Services().Organizations.List(ctx, api.Scope{Tenant: tenant},
			api.OrganizationFilter{Status: status}, api.List{Limit: 500, After: after, Sort: api.Sort{By: "attention"}})
		return found.Data.Page, err
	})
}

func (c *cli) mappingLocations() *cobra.Command {
	var filter api.LocationFilter
	cmd := &cobra.Command{
		Use: "locations", Short: "List locations, and whether they go with their organization", Args: cobra.NoArgs,
		RunE: c.withApp(func(ctx context.Context, a *app.App, _ []string) error {
			tenant, err := c.currentTenant(ctx, a)
			if err != nil {
				return err
			}
			all, err := allPages(func(after []string) (api.Page[api.Location], error) {
				found, err := a.Services().Organizations.Locations(ctx, api.Scope{Tenant: tenant}, filter, api.List{Limit: 500, After: after})
				return found.Data, err
			})
			if err != nil {
				return err
			}
			return c.show(all, []string{"LOCATION", "NAME", "ORGANIZATION", "STATUS", "CUSTOMER", "DEVICES"}, func() [][]string {
				var rows [][]string
				for _, l := range all {
					customer := ""
					if l.Customer != nil {
						customer = l.Customer.Name
					}
					rows = append(rows, []string{fmt.Sprint(l.LocationID), l.Name, l.OrganizationName, l.Status, customer, fmt.Sprint(l.Devices)})
				}
				return rows
			})
		}),
	}
	cmd.Flags().Int64Var(&filter.OrganizationID, "organization", 0, "only those of this organization")
	cmd.Flags().StringVar(&filter.Status, "status", "", "only organization (they go with it), mapped, stale or ignored")
	return cmd
}

// currentTenant is the tenant that the verb is about, its read models up to date.
func (c *cli) currentTenant(ctx context.Context, a *app.App) (uuid.UUID, error) {
	tenant, err := a.Tenant(ctx)
	if err != nil {
		return tenant, err
	}
	return tenant, a.CatchUp(ctx, tenant)
}

// allPages reads a list page by page to its end.
func allPages[T any](page func(after []string) (api.Page[T], error)) ([]T, error) {
	all := []T{}
	for after := []string(nil); ; {
		found, err := page(after)
		if err != nil {
			return nil, err
		}
		all = append(all, found.Items...)
		if found.Next == nil {
			return all, nil
		}
		after = found.Next
	}
}
