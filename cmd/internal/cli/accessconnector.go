package cli

import (
	"context"
	"fmt"
	"strings"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) accessConnector() *cobra.Command {
	var named, provisioning, approval, matching, frequency string
	cmd := &cobra.Command{
		Use: "connector", Short: "Show how access is governed, or change it", Args: cobra.NoArgs,
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, _ []string) error {
			connection, err := a.Connection(ctx, tenant, named)
			if err != nil {
				return err
			}
			services := a.Services().AccessConnectors
			now, err := governedBy(ctx, services, tenant, connection)
			if err != nil {
				return err
			}
			draft := api.AccessConnectorDraft{
				Matching: now.Matching, Provisioning: now.Provisioning, Approval: now.Approval, Frequency: now.Frequency,
			}
			changed := false
			set := func(value string, into *string) {
				if value != "" {
					*into, changed = value, true
				}
			}
			set(approval, &draft.Approval)
			set(matching, &draft.Matching)
			set(frequency, &draft.Frequency)
			switch provisioning {
			case "":
			case "on", "off":
				draft.Provisioning, changed = provisioning == "on", true
			default:
				return usage("--provisioning is on or off")
			}
			if changed {
				if _, err := services.Set(ctx, api.Command{Tenant: tenant, Actor: a.Actor(), Expected: &now.Version}, connection, draft); err != nil {
					return err
				}
				if err := a.CatchUp(ctx, tenant); err != nil {
					return err
				}
				if now, err = governedBy(ctx, services, tenant, connection); err != nil {
					return err
				}
			}
			return c.show(now, []string{"CONNECTION", "STATUS", "PROVISIONING", "APPROVAL", "MATCHING", "READ", "LAST READ", "SCOPES"}, func() [][]string {
				return [][]string{{now.Connection.Name, now.Status, yesNo(now.Provisioning), now.Approval, now.Matching, now.Frequency, minute(now.ReadAt), strings.Join(now.Scopes, " ")}}
			})
		}),
	}
	cmd.AddCommand(c.connectorAdd(), c.connectorConfigure(), c.connectorOwners(), c.connectorLogs(), c.connectorRemove())
	f := cmd.Flags()
	f.StringVar(&named, "connection", "", "the connection, where there are several")
	f.StringVar(&provisioning, "provisioning", "", "whether requests may change anything in NinjaOne: on or off")
	f.StringVar(&approval, "approval", "", "which requests another person must approve: always, risky or never")
	f.StringVar(&matching, "matching", "", "by what an account finds its person: narrow or broad")
	f.StringVar(&frequency, "frequency", "", "how often access alone is read: hourly, daily, weekly or manual")
	return cmd
}

func governedBy(ctx context.Context, s api.AccessConnectors, tenant, connection uuid.UUID) (api.AccessConnector, error) {
	all, err := s.List(ctx, api.Scope{Tenant: tenant})
	for _, k := range all.Data {
		if k.Connection.ID == connection {
			return k, nil
		}
	}
	if err == nil {
		err = fmt.Errorf("connection %s has no connector yet; sync it first", connection)
	}
	return api.AccessConnector{}, err
}
