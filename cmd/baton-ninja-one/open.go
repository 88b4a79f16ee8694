package main

import (
	"context"

	"github.com/conductorone/baton-sdk/pkg/cli"
	"github.com/conductorone/baton-sdk/pkg/connectorbuilder"
	"github.com/spf13/viper"

	"coresync/cmd/baton-ninja-one/config"
	"coresync/cmd/baton-ninja-one/connector"
	"coresync/cmd/baton-ninja-one/coresync"
	"coresync/cmd/baton-ninja-one/direct"
	"coresync/cmd/baton-ninja-one/tenant"
)

// open makes the connector that the settings ask for.
func open(_ context.Context, v *viper.Viper, _ *cli.ConnectorOpts) (connectorbuilder.ConnectorBuilderV2, []connectorbuilder.Opt, error) {
	t, err := reached(v)
	if err != nil {
		return nil, nil, err
	}
	var options []connector.Option
	if v.GetBool(config.Devices.FieldName) {
		options = append(options, connector.WithDevices)
	}
	return connector.New(t, options...), nil, nil
}

// reached is the tenant, by the way that the settings name.
func reached(v *viper.Viper) (tenant.Tenant, error) {
	if at := v.GetString(config.CoresyncURL.FieldName); at != "" {
		return coresync.New(coresync.Settings{
			URL: at, Token: v.GetString(config.CoresyncToken.FieldName), Connection: v.GetString(config.CoresyncConnection.FieldName),
		})
	}
	return direct.New(direct.Settings{
		BaseURL:      v.GetString(config.BaseURL.FieldName),
		ClientID:     v.GetString(config.ClientID.FieldName),
		ClientSecret: v.GetString(config.ClientSecret.FieldName),
		Scope:        v.GetString(config.Scope.FieldName),
	})
}
