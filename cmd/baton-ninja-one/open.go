package main

import (
	"context"

	"github.com/conductorone/baton-sdk/pkg/cli"
	"github.com/conductorone/baton-sdk/pkg/connectorbuilder"
	"github.com/spf13/viper"

	"coresync/cmd/baton-ninja-one/config"
	"coresync/cmd/baton-ninja-one/connector"
	"coresync/cmd/baton-ninja-one/direct"
)

// open makes the connector that the settings ask for.
func open(_ context.Context, v *viper.Viper, _ *cli.ConnectorOpts) (connectorbuilder.ConnectorBuilderV2, []connectorbuilder.Opt, error) {
	t, err := direct.New(direct.Settings{
		BaseURL:      v.GetString(config.BaseURL.FieldName),
		ClientID:     v.GetString(config.ClientID.FieldName),
		ClientSecret: v.GetString(config.ClientSecret.FieldName),
		Scope:        v.GetString(config.Scope.FieldName),
	})
	if err != nil {
		return nil, nil, err
	}
	var options []connector.Option
	if v.GetBool(config.Devices.FieldName) {
		options = append(options, connector.WithDevices)
	}
	return connector.New(t, options...), nil, nil
}
