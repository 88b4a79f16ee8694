// Package config names the settings of the connector, as flags, as BATON_…
// environment variables and in the form that ConductorOne shows (C1G-04).
package config

import "github.com/conductorone/baton-sdk/pkg/field"

// The settings. Those of NinjaOne are named as the documented connector names them.
var (
	BaseURL = field.StringField("ninja-one-base-url", field.WithRequired(true),
		field.WithDisplayName("NinjaOne base URL"), field.WithPlaceholder("https://app.ninjarmm.com"),
		field.WithDescription("Address of the NinjaOne region: https://app.ninjarmm.com, https://eu.ninjarmm.com, https://oc.ninjarmm.com, https://ca.ninjarmm.com or https://us2.ninjarmm.com"))
	ClientID = field.StringField("ninja-one-client-id", field.WithRequired(true),
		field.WithDisplayName("Client ID"), field.WithDescription("Client ID of the API Services (machine-to-machine) application made in NinjaOne"))
	ClientSecret = field.StringField("ninja-one-client-secret", field.WithRequired(true), field.WithIsSecret(true),
		field.WithDisplayName("Client secret"), field.WithDescription("Client secret of that application"))
	Scope = field.StringField("ninja-one-scope",
		field.WithDisplayName("Scope"), field.WithPlaceholder("monitoring management control"),
		field.WithDescription("Scopes to ask for: monitoring and management to sync, control besides to provision; default all three"))
	Devices = field.BoolField("ninja-one-devices",
		field.WithDisplayName("Sync devices"), field.WithDescription("Sync managed devices too, with whom they are assigned to"))
)

// Schema is all settings.
var Schema = field.NewConfiguration(
	[]field.SchemaField{BaseURL, ClientID, ClientSecret, Scope, Devices},
	field.WithConnectorDisplayName("NinjaOne"),
)
