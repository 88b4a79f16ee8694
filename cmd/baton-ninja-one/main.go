// Command baton-ninja-one is a ConductorOne connector for NinjaOne: accounts and
// roles, synced and provisioned by NinjaOne's own API.
//
// It is a module of its own, so that the SDK's hundred modules stay out of
// Coresync's build.
package main

import (
	"context"

	batonconfig "github.com/conductorone/baton-sdk/pkg/config"
	"github.com/conductorone/baton-sdk/pkg/connectorrunner"

	"coresync/cmd/baton-ninja-one/config"
	"coresync/cmd/baton-ninja-one/connector"
)

// version is set when a release is built.
var version = "dev"

func main() { run(context.Background()) }

// run reads the settings and does what they say, until it is done (one-shot) or
// stopped (service mode).
func run(ctx context.Context) {
	batonconfig.RunConnector(ctx, "baton-ninja-one", version, config.Schema, open,
		connectorrunner.WithDefaultCapabilitiesConnectorBuilderV2(connector.New(nil)))
}
