package cli

import (
	"context"
	"fmt"
	"strconv"

	"coresync/cmd/internal/app"
	"coresync/domain"
	"coresync/domain/event"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) mapping() *cobra.Command {
	return group("mapping", "Which organization belongs to which customer", "",
		c.mappingList(),
		c.mappingDecide("set ORGANIZATION CUSTOMER", "Link an organization to a customer, named by id or external id", "map", 2),
		c.mappingDecide("ignore ORGANIZATION", "An organization is nobody's customer: a lab, a spare pool", "ignore", 1),
		c.mappingDecide("unset ORGANIZATION", "Take a decision back; name matching applies again", "unmap", 1))
}

func (c *cli) mappingList() *cobra.Command {
	var status string
	cmd := &cobra.Command{
		Use: "list", Short: "List all organizations, those that need attention first", Args: cobra.NoArgs,
		RunE: c.withApp(func(ctx context.Context, a *app.App, _ []string) error {
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			if err := a.CatchUp(ctx, tenant); err != nil {
				return err
			}
			all, err := allPages(func(after []string) (api.Page[api.Organization], error) {
				found, err := a.Services().Organizations.List(ctx, api.Scope{Tenant: tenant},
					api.OrganizationFilter{Status: status}, api.List{Limit: 500, After: after, Sort: api.Sort{By: "attention"}})
				return found.Data.Page, err
			})
			if err != nil {
				return err
			}
			return c.show(all, []string{"ORGANIZATION", "NAME", "STATUS", "CUSTOMER", "DEVICES"}, func() [][]string {
				var rows [][]string
				for _, o := range all {
					customer := ""
					if o.Customer != nil {
						customer = o.Customer.Name
					}
					status := o.Status
					if status == "mapped" && o.Source == "name" {
						status = "mapped (auto)"
					}
					rows = append(rows, []string{fmt.Sprint(o.OrganizationID), o.Name, status, customer, fmt.Sprint(o.Devices)})
				}
				return rows
			})
		}),
	}
	cmd.Flags().StringVar(&status, "status", "", "only mapped, auto_matched, unmatched, stale or ignored")
	return cmd
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

func (c *cli) mappingDecide(use, short, action string, words int) *cobra.Command {
	var connection, reason string
	cmd := &cobra.Command{
		Use: use, Short: short, Args: cobra.ExactArgs(words),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			row, err := mappingRow(ctx, a, tenant, connection, action, args)
			if err != nil {
				return err
			}
			row.Reason = reason
			saved, err := a.Services().Organizations.Map(ctx, api.Command{Tenant: tenant, Actor: a.Actor()}, []api.Mapping{row})
			if err != nil {
				return err
			}
			if err := a.CatchUp(ctx, tenant); err != nil {
				return err
			}
			return c.show(saved.Rows, []string{"ORGANIZATION", "OUTCOME", "VERSION"}, func() [][]string {
				r := saved.Rows[0]
				return [][]string{{fmt.Sprint(r.OrganizationID), r.Outcome, fmt.Sprint(r.Version)}}
			})
		}),
	}
	cmd.Flags().StringVar(&connection, "connection", "", "id of the connection (default: the only one)")
	if action == "ignore" {
		cmd.Flags().StringVar(&reason, "reason", "", "why")
	}
	return cmd
}

func mappingRow(ctx context.Context, a *app.App, tenant uuid.UUID, connection, action string, args []string) (row api.Mapping, err error) {
	if row.Connection, err = a.Connection(ctx, tenant, connection); err != nil {
		return row, err
	}
	if row.OrganizationID, err = strconv.ParseInt(args[0], 10, 64); err != nil {
		return row, usage("%q is no organization's id; see `coresync mapping list`", args[0])
	}
	row.Action = action
	heads, err := a.Store.Streams(ctx, tenant, []string{
		event.MappingStream(row.Connection, row.OrganizationID), event.OrganizationStream(row.Connection, row.OrganizationID),
	})
	if err != nil {
		return row, err
	}
	if heads[event.OrganizationStream(row.Connection, row.OrganizationID)].Version == 0 {
		return row, domain.NotFound("organization")
	}
	row.ExpectedVersion = heads[event.MappingStream(row.Connection, row.OrganizationID)].Version
	if action == "map" {
		customer, err := a.CustomerID(ctx, tenant, args[1])
		if err != nil {
			return row, err
		}
		row.Customer = &customer
	}
	return row, nil
}
