// Package connector tells ConductorOne who may do what in NinjaOne: accounts, roles
// and who has which, and changes them when it is told to (C1G-02, C1G-03).
package connector

import (
	"context"

	v2 "github.com/conductorone/baton-sdk/pb/c1/connector/v2"
	"github.com/conductorone/baton-sdk/pkg/annotations"
	"github.com/conductorone/baton-sdk/pkg/connectorbuilder"
	"github.com/conductorone/baton-sdk/pkg/types/resource"

	"coresync/cmd/baton-ninja-one/tenant"
)

// Connector is what the SDK builds on.
type Connector struct {
	tenant  tenant.Tenant
	reading *reading
	devices bool
}

var (
	_ connectorbuilder.ConnectorBuilderV2 = (*Connector)(nil)
	_ connectorbuilder.EventFeedsLimited  = (*Connector)(nil)
)

// Option is a choice of whoever runs the connector.
type Option func(*Connector)

// WithDevices adds the managed devices to what is synced.
func WithDevices(c *Connector) { c.devices = true }

// New makes a connector for a tenant. Without a tenant it can only describe itself.
func New(t tenant.Tenant, options ...Option) *Connector {
	c := &Connector{tenant: t, reading: &reading{tenant: t}}
	for _, o := range options {
		o(c)
	}
	return c
}

// Metadata describes the connector and the form for a new account.
func (c *Connector) Metadata(context.Context) (*v2.ConnectorMetadata, error) {
	return v2.ConnectorMetadata_builder{
		DisplayName:           "NinjaOne",
		Description:           "Syncs and provisions NinjaOne accounts and user roles.",
		AccountCreationSchema: accountForm(),
	}.Build(), nil
}

// Validate says whether the tenant can be read.
func (c *Connector) Validate(ctx context.Context) (annotations.Annotations, error) {
	return nil, c.tenant.Check(ctx)
}

// ResourceSyncers lists the kinds of resources.
func (c *Connector) ResourceSyncers(context.Context) []connectorbuilder.ResourceSyncerV2 {
	all := []connectorbuilder.ResourceSyncerV2{&accounts{c}, &roles{c}}
	if c.devices {
		all = append(all, &devices{c})
	}
	return all
}

// EventFeeds lists the one feed.
func (c *Connector) EventFeeds(context.Context) []connectorbuilder.EventFeed {
	return []connectorbuilder.EventFeed{&journal{c.tenant}}
}

// next is where a page ends.
func next(token string) *resource.SyncOpResults {
	return &resource.SyncOpResults{NextPageToken: token}
}
