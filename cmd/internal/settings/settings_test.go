package settings_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"coresync/cmd/internal/settings"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"
)

func load(t *testing.T, args ...string) (settings.Settings, error) {
	t.Helper()
	flags := pflag.NewFlagSet("coresync", pflag.ContinueOnError)
	settings.Flags(flags)
	require.NoError(t, flags.Parse(args))
	return settings.Load(flags)
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	s, err := load(t)
	require.NoError(t, err)
	require.Equal(t, "http://127.0.0.1:8080", s.PublicURL.String())
	require.True(t, filepath.IsAbs(s.Data))
	require.Equal(t, filepath.Join(s.Data, "master.key"), s.KeyFile)
}

func TestFlagsBeforeEnvironmentBeforeFile(t *testing.T) { // not parallel: it sets the environment
	config := filepath.Join(t.TempDir(), "coresync.yaml")
	require.NoError(t, os.WriteFile(config, []byte("listen: 127.0.0.1:1\nlog-level: debug\ntimezone: Europe/Berlin\n"), 0o600))
	t.Setenv("CORESYNC_LISTEN", "127.0.0.1:2")
	t.Setenv("CORESYNC_LOG_LEVEL", "warn")
	s, err := load(t, "--config", config, "--listen", "127.0.0.1:3")
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:3", s.Listen)
	require.Equal(t, slog.LevelWarn, s.LogLevel)
	require.Equal(t, "Europe/Berlin", s.Zone.String())
}

func TestAllFaultsAreToldAtOnceAndNoPasswordWithThem(t *testing.T) {
	t.Parallel()
	config := filepath.Join(t.TempDir(), "coresync.yaml")
	require.NoError(t, os.WriteFile(config, []byte("lisen: 127.0.0.1:1\n"), 0o600))
	_, err := load(t, "--config", config, "--listen", "nowhere", "--log-level", "loud", "--log-format", "xml",
		"--timezone", "Mars/Olympus", "--tls-cert", "a.pem", "--trusted-proxies", "10.0.0.0",
		"--oidc-issuer", "http://login.example.com", "--oidc-client-secret", "hunter2",
		"--database-url", "mysql://root:hunter2@db/x", "--smtp-url", "smtp://user:hunter2@mail")
	require.Error(t, err)
	for _, name := range []string{"lisen", "--listen", "--log-level", "--log-format", "--timezone", "--tls-cert",
		"--trusted-proxies", "--database-url", "--mail-from", "--oidc-issuer", "--oidc-client-id"} {
		require.ErrorContains(t, err, name+":")
	}
	require.NotContains(t, err.Error(), "hunter2")
}

func TestTheIdentityProviderIsNamedByItsHostUnlessPeopleCallItOtherwise(t *testing.T) {
	t.Parallel()
	s, err := load(t, "--oidc-issuer", "https://login.example.com/tenant/", "--oidc-client-id", "coresync")
	require.NoError(t, err)
	require.Equal(t, settings.OIDC{Issuer: "https://login.example.com/tenant/", ClientID: "coresync", Name: "login.example.com"}, s.OIDC)
	s, err = load(t, "--oidc-issuer", "http://127.0.0.1:9998", "--oidc-client-id", "coresync", "--oidc-name", "Okta")
	require.NoError(t, err)
	require.Equal(t, "Okta", s.OIDC.Name)
	_, err = load(t, "--oidc-client-id", "coresync")
	require.ErrorContains(t, err, "--oidc-issuer: is needed")
}
