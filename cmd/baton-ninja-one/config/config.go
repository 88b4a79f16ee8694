// Package config names the settings of the connector, as flags, as BATON_…
// environment variables and in the form that ConductorOne shows (C1G-04).
package config

import "github.com/conductorone/baton-sdk/pkg/field"

// The settings. Those of NinjaOne are named as the documented connector names them.
var (
	BaseURL = field.StringField("ninja-one-base-url",
		field.WithDisplayName("NinjaOne base URL"), field.WithPlaceholder("https://app.ninjarmm.com"),
		field.WithDescription("Address of the NinjaOne region: https://app.ninjarmm.com, https://eu.ninjarmm.com, https://oc.ninjarmm.com, https://ca.ninjarmm.com or https://us2.ninjarmm.com"))
	ClientID = field.StringField("ninja-one-client-id",
		field.WithDisplayName("Client ID"), field.WithDescription("Client ID of the API Services (machine-to-machine) application made in NinjaOne"))
	ClientSecret = field.StringField("ninja-one-client-secret", field.WithIsSecret(true),
		field.WithDisplayName("Client secret"), field.WithDescription("Client secret of that application"))
	Scope = field.StringField("ninja-one-scope",
		field.WithDisplayName("Scope"), field.WithPlaceholder("monitoring management control"),
		field.WithDescription("Scopes to ask for: monitoring and management to sync, control besides to provision; default all three"))
	Devices = field.BoolField("ninja-one-devices",
		field.WithDisplayName("Sync devices"), field.WithDescription("Sync managed devices too, with whom they are assigned to"))
	CoresyncURL = field.StringField("coresync-url",
		field.WithDisplayName("Coresync URL"), field.WithPlaceholder("https://coresync.example.com"),
		field.WithDescription("Read and change NinjaOne through this Coresync, in place of NinjaOne's own API"))
	CoresyncToken = field.StringField("coresync-token", field.WithIsSecret(true),
		field.WithDisplayName("Coresync token"), field.WithDescription("API token of Coresync with access:view and audit:view, and access:manage to provision"))
	CoresyncConnection = field.StringField("coresync-connection",
		field.WithDisplayName("Coresync connection"), field.WithDescription("Id of the NinjaOne connection in Coresync; needed where there are several"))
)

// Schema is all settings and what goes together: NinjaOne's API or Coresync's.
var Schema = field.NewConfiguration(
	[]field.SchemaField{BaseURL, ClientID, ClientSecret, Scope, Devices, CoresyncURL, CoresyncToken, CoresyncConnection},
	field.WithConnectorDisplayName("NinjaOne"),
	field.WithConstraints(
		field.FieldsAtLeastOneUsed(BaseURL, CoresyncURL),
		field.FieldsMutuallyExclusive(BaseURL, CoresyncURL),
		field.FieldsRequiredTogether(BaseURL, ClientID, ClientSecret),
		field.FieldsRequiredTogether(CoresyncURL, CoresyncToken),
		field.FieldsDependentOn([]field.SchemaField{Scope}, []field.SchemaField{BaseURL}),
		field.FieldsDependentOn([]field.SchemaField{CoresyncConnection}, []field.SchemaField{CoresyncURL}),
	),
)
