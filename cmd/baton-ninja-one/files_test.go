package main

import (
	"flag"
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the files that describe the connector anew")

// TestC1G_02_TheFilesThatDescribeTheConnectorAreCurrent compares what the program says
// it can with what it is documented to: accounts and roles, each synced and
// provisioned.
func TestC1G_02_TheFilesThatDescribeTheConnectorAreCurrent(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.env = b.env[:4] // Without any settings.
	for file, args := range map[string][]string{"baton_capabilities.json": {"capabilities"}, "config_schema.json": {"config"}} {
		got := b.ok(args...)
		if *update {
			require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err)
		require.JSONEq(t, string(want), got, "%s: go test -run Files -update ./...", file)
	}
}

// TestC1G_04_TheSettingsAreThoseThatAreDocumented looks for the four values that a
// person must have, by the names that the documented connector has.
func TestC1G_04_TheSettingsAreThoseThatAreDocumented(t *testing.T) {
	t.Parallel()
	schema, err := os.ReadFile("config_schema.json")
	require.NoError(t, err)
	page, err := os.ReadFile("docs/connector.mdx")
	require.NoError(t, err)
	for flag, variable := range map[string]string{
		"ninja-one-base-url": "BATON_NINJA_ONE_BASE_URL", "ninja-one-client-id": "BATON_NINJA_ONE_CLIENT_ID",
		"ninja-one-client-secret": "BATON_NINJA_ONE_CLIENT_SECRET", "ninja-one-scope": "BATON_NINJA_ONE_SCOPE",
	} {
		require.Regexp(t, `"name": *"`+regexp.QuoteMeta(flag)+`"`, string(schema))
		require.Contains(t, string(page), variable)
	}
	b := setup(t)
	for i, set := range b.env {
		if regexp.MustCompile("^BATON_NINJA_ONE_CLIENT_SECRET=").MatchString(set) {
			b.env[i] = "X=Y"
		}
	}
	_, errs, failed := b.run()
	require.True(t, failed)
	require.Contains(t, errs, "ninja-one-client-secret", "what is missing is named")
}
