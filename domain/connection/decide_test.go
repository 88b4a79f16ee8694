package connection_test

import (
	"testing"

	"coresync/domain"
	"coresync/domain/connection"
	"coresync/domain/event"

	"github.com/stretchr/testify/require"
)

func TestSET_09_DashboardDomain(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"portal.msp.com": "portal.msp.com", "https://Portal.MSP.com/": "portal.msp.com", "  x.co ": "x.co", "": "",
		"a.com/path": "a.com", "https://a.com/#/deviceDashboard/7/overview": "a.com", "http://a.com": "a.com",
	} {
		got, err := connection.DashboardDomain(typed)
		require.NoError(t, err, typed)
		require.Equal(t, want, got)
	}
	for _, typed := range []string{
		"portal", "https:///x", "a.com:8443", "ftp://a.com", "https://a.com:8443/x", "https://user@a.com/x", "10.0.0.1", "[::1]", "a..com", "-a.com", "user@a.com", "a.com?x", "javascript:alert(1)", "bücher.de",
	} {
		_, err := connection.DashboardDomain(typed)
		require.Error(t, err, typed)
	}
	require.Equal(t, "https://eu.ninjarmm.com/#/deviceDashboard/402/overview", connection.DashboardURL("EU", "", "", 402))
	require.Equal(t, "https://portal.msp.com/#/deviceDashboard/402/overview", connection.DashboardURL("EU", "portal.msp.com", "", 402))
	require.Equal(t, "http://127.0.0.1:8090/#/deviceDashboard/402/overview", connection.DashboardURL("Simulator", "", "http://127.0.0.1:8090/", 402))
	require.Equal(t, "https://portal.msp.com/#/deviceDashboard/402/overview", connection.DashboardURL("Simulator", "portal.msp.com", "http://127.0.0.1:8090", 402))
	require.Empty(t, connection.DashboardURL("Simulator", "", "", 402))
}

func valid() connection.Settings {
	return connection.Settings{Name: "My MSP", Region: "EU", Grant: "client_credentials", ClientID: "abc"}
}

func decide(t *testing.T, s connection.State, c any) (connection.State, []event.Payload) {
	t.Helper()
	events, err := connection.Decide(s, c)
	require.NoError(t, err)
	for _, e := range events {
		s = connection.Evolve(s, e)
	}
	return s, events
}

func TestAConnectionIsAddedChangedAndRemoved(t *testing.T) {
	t.Parallel()
	s, events := decide(t, connection.State{}, connection.Save{Settings: valid()})
	require.Len(t, events, 1)
	require.True(t, s.Exists())
	s, events = decide(t, s, connection.Save{Settings: valid()})
	require.Empty(t, events, "the same settings are no event")
	renamed := valid()
	renamed.Name = "Other"
	s, events = decide(t, s, connection.Save{Settings: renamed})
	require.IsType(t, &event.ConnectionChanged{}, events[0])
	s, _ = decide(t, s, connection.Remove{Assets: "keep"})
	require.False(t, s.Exists())
	_, err := connection.Decide(s, connection.Remove{Assets: "keep"})
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(err))
}

func TestREG_06_AllFaultsOfSettingsAreToldTogether(t *testing.T) {
	t.Parallel()
	_, err := connection.Decide(connection.State{}, connection.Save{Settings: connection.Settings{
		Region: "Mars", BaseURL: "http://10.0.0.1", Grant: "password", DashboardDomain: "a/b",
	}})
	var invalid *domain.Error
	require.ErrorAs(t, err, &invalid)
	pointers := map[string]bool{}
	for _, f := range invalid.Fields {
		pointers[f.Pointer] = true
	}
	require.Equal(t, map[string]bool{"/name": true, "/client_id": true, "/region": true, "/base_url": true,
		"/grant": true, "/dashboard_domain": true}, pointers)
}

func TestREG_06_TheRegionStaysAndTheSimulatorIsOnThisMachine(t *testing.T) {
	t.Parallel()
	s, _ := decide(t, connection.State{}, connection.Save{Settings: valid()})
	moved := valid()
	moved.Region = "US2"
	_, err := connection.Decide(s, connection.Save{Settings: moved})
	require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err))

	for address, ok := range map[string]bool{
		"http://127.0.0.1:8090": true, "http://localhost:1": true, "http://[::1]:2": true,
		"http://169.254.169.254": false, "http://127.0.0.1@evil.example": false, "ftp://127.0.0.1": false, "http://localhost.evil.example": false,
	} {
		simulated := valid()
		simulated.Region, simulated.BaseURL = connection.Simulator, address
		_, err := connection.Decide(connection.State{}, connection.Save{Settings: simulated})
		require.Equal(t, ok, err == nil, address)
	}
}
