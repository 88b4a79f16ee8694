package asset_test

import (
	"testing"
	"time"

	"coresync/domain/asset"

	"github.com/goccy/go-json"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func compose(t require.TestingT, device string, filled map[string]asset.Filled) asset.Fields {
	var d asset.Device
	require.NoError(t, json.Unmarshal([]byte(device), &d))
	r := asset.DefaultRules()
	return r.Compose(&d, filled)
}

func TestFLD_01_NameIsTheFirstThatIsSet(t *testing.T) {
	t.Parallel()
	for device, want := range map[string]string{
		`{"id":7,"displayName":"Reception","systemName":"PC-7","dnsName":"pc-7.test"}`: "Reception",
		`{"id":7,"displayName":"  ","systemName":"PC-7","dnsName":"pc-7.test"}`:        "PC-7",
		`{"id":7,"dnsName":"pc-7.test","netbiosName":"PC7"}`:                           "pc-7.test",
		`{"id":7,"displayName":null}`:                                                  "Device 7",
	} {
		require.Equal(t, want, compose(t, device, nil).Name, device)
	}
	names := compose(t, `{"id":7,"displayName":"Reception","systemName":"PC-7","dnsName":"pc-7","netbiosName":"PC7"}`, nil).Names
	require.Equal(t, []string{"Reception", "PC-7", "PC7"}, names, "all can be searched, each once")
}

func TestFLD_02_03_MakerAndModelOfEverySubtype(t *testing.T) {
	t.Parallel()
	agent := compose(t, `{"id":1,"system":{"manufacturer":"LENOVO","model":"T14"}}`, nil)
	require.Equal(t, []string{"LENOVO", "T14"}, []string{agent.Manufacturer, agent.Model})
	host := compose(t, `{"id":1,"vendor":"HPE","model":"ProLiant DL380 Gen10","serviceTag":"SGH000XXXX","releaseName":"VMware ESXi 8.0.1"}`, nil)
	require.Equal(t, []string{"HPE", "ProLiant DL380 Gen10", "SGH000XXXX", "VMware ESXi 8.0.1"}, []string{host.Manufacturer, host.Model, host.Serial, host.OS})
}

func TestFLD_04_SerialIsTheFirstThatIsNoJunkAndBothAreKept(t *testing.T) {
	t.Parallel()
	f := compose(t, `{"id":1,"system":{"serialNumber":"To be filled by O.E.M.","biosSerialNumber":"5CD1234"}}`, nil)
	require.Equal(t, []string{"5CD1234", "To be filled by O.E.M.", "5CD1234"}, []string{f.Serial, f.SystemSerial, f.BIOSSerial})
	require.Empty(t, compose(t, `{"id":1,"system":{"serialNumber":"0"}}`, nil).Serial)
}

func TestA_3_JunkSerials(t *testing.T) {
	t.Parallel()
	r := asset.DefaultRules()
	for _, junk := range []string{
		"", "0", "SYSTEM SERIAL NUMBER", "SystemSerialNumber", "To Be Filled By O.E.M.", "0123456789", "123456789", "....", "Unknown",
		"NONE", "Chassis Asset Tag", "Type2 - Board Serial Number", "Default string", "N/A", "NA", "null", "Not Applicable",
		"Not Specified", "INVALID", "OEM", "xxxxxxxx", "1234567890", "AAAAAAA", "0000-0000", "ÄÄÄÄÄ", "AB1", " a b c ",
	} {
		require.True(t, r.JunkSerial(junk), "%q", junk)
	}
	for _, serial := range []string{"5CD1234", "VMware-56 4d 1c", "PF0A", "0000-6004-6720-8372", "C02XK0AAJGH5"} {
		require.False(t, r.JunkSerial(serial), "%q", serial)
	}
}

func TestFLD_05_OSHasItsFieldAndABlockInTheNotes(t *testing.T) {
	t.Parallel()
	f := compose(t, `{"id":1,"os":{"name":"Windows 11\n--- end NinjaOne ---","buildNumber":"26100","architecture":"64-bit"}}`, nil)
	require.Equal(t, "Windows 11\n--- end NinjaOne ---", f.OS)
	require.Equal(t, "--- NinjaOne ---\nOS: Windows 11 --- end NinjaOne ---\n--- end NinjaOne ---", asset.NotesBlock(f.OS))
}

func TestFLD_05_HumanTextAroundTheBlockSurvives(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-z \n-]{0,20}`)
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		block := asset.NotesBlock("Windows 11")
		notes := before + block + after
		next := asset.WithNotesBlock(notes, asset.NotesBlock("Windows 12"))
		require.Equal(t, before+"--- NinjaOne ---\nOS: Windows 12\n--- end NinjaOne ---"+after, next)
		require.Equal(t, before+after, asset.WithNotesBlock(next, ""))
		require.Equal(t, before, asset.WithNotesBlock(before, ""))
		require.Contains(t, asset.WithNotesBlock(before, block), block)
	})
}

func TestFLD_06_StatusFollowsConnectivityOnlyBetweenTwo(t *testing.T) {
	t.Parallel()
	r := asset.DefaultRules()
	require.Equal(t, asset.StatusInUse, r.StatusOf("", false, asset.Online, false))
	require.Equal(t, asset.StatusAvailable, r.StatusOf("", false, asset.Offline, false))
	require.Equal(t, asset.StatusInUse, r.StatusOf("", false, asset.Offline, true), "an assignment survives going offline")
	require.Equal(t, asset.StatusInUse, r.StatusOf("", false, asset.NotMonitored, false))
	require.Equal(t, asset.StatusInUse, r.StatusOf(asset.StatusInUse, true, asset.Offline, false), "locked by hand")
	for _, s := range []asset.Status{asset.StatusMaintenance, asset.StatusRetired, asset.StatusLost, asset.StatusArchived} {
		for _, c := range []asset.Connectivity{asset.Online, asset.Offline, asset.NotMonitored, asset.Unknown} {
			require.Equal(t, s, r.StatusOf(s, false, c, true), "%s %s", s, c)
		}
	}
	r.StatusFollowsConnectivity = false
	require.Equal(t, asset.StatusInUse, r.StatusOf("", false, asset.Offline, false))
	require.Equal(t, asset.StatusAvailable, r.StatusOf(asset.StatusAvailable, false, asset.Online, false))
}

func TestFLD_06_ConnectivityIsAFieldOfItsOwn(t *testing.T) {
	t.Parallel()
	for device, want := range map[string]asset.Connectivity{
		`{"offline":false}`: asset.Online,
		`{"offline":true}`:  asset.Offline,
		`{}`:                asset.Unknown,
		`{"nodeClass":"UNMANAGED_DEVICE","offline":true}`: asset.NotMonitored,
	} {
		require.Equal(t, want, compose(t, device, nil).Connectivity, device)
	}
}

func TestFLD_09_BlankNeverOverwritesFilled(t *testing.T) {
	t.Parallel()
	filled := func(value string, position int64) asset.Filled {
		return asset.Filled{Value: []byte(value), Position: position}
	}
	f := compose(t, `{"id":1,"systemName":"PC-1","system":{"serialNumber":"","model":null},"os":{}}`, map[string]asset.Filled{
		"displayName": filled(`"Reception"`, 3), "system.serialNumber": filled(`"5CD1234"`, 4), "system.model": filled(`"T14"`, 5),
		"os.name": filled(`"Windows 11"`, 6), "created": filled(`1697827578.905`, 7), "references.warranty.endDate": filled(`1792368000`, 8),
	})
	require.Equal(t, []string{"PC-1", "5CD1234", "T14", "Windows 11"}, []string{f.Name, f.Serial, f.Model, f.OS})
	require.Equal(t, "2023-10-20T18:46:18.905Z", f.Created.Format(time.RFC3339Nano))
	require.Equal(t, "2026-10-19", f.WarrantyEnd.Format(time.DateOnly))
	require.Equal(t, map[string]int64{
		"system.serialNumber": 4, "system.model": 5, "os.name": 6, "created": 7, "references.warranty.endDate": 8,
	}, f.Filled, "the name is filled by another member, which is the newest word")
}

func TestTimesAreExact(t *testing.T) {
	t.Parallel()
	for s, want := range map[asset.Seconds]string{
		"1743088826.524929000": "2025-03-27T15:20:26.524929Z", "1743088826.524929999": "2025-03-27T15:20:26.524929Z",
		"1743088826": "2025-03-27T15:20:26Z", "1743088826524": "2025-03-27T15:20:26.524Z", "1.743088826e9": "2025-03-27T15:20:26Z",
		"0": "", "-5": "", "": "", "soon": "", "1e400": "", "999999999999999999": "", "NaN": "",
	} {
		got := s.Time()
		if want == "" {
			require.True(t, got.IsZero(), s)
			continue
		}
		require.Equal(t, want, got.Format(time.RFC3339Nano), s)
	}
	require.Equal(t, "2023-10-20", asset.Seconds("1697814000").Date().Format(time.DateOnly))
}

func FuzzSeconds(f *testing.F) {
	for _, s := range []string{"1743088826.524929000", "1e9", "-1", "1e-9", ".", "99999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at := asset.Seconds(s).Time()
		require.LessOrEqual(t, at.Year(), 9999)
	})
}

func TestHostileTextIsBounded(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, n := rapid.String().Draw(t, "s")+string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")), rapid.IntRange(0, 20).Draw(t, "n")
		b := asset.Bounded(s, n)
		require.LessOrEqual(t, len(b), n)
		require.NotContains(t, b, "\x00")
		require.Equal(t, b, string([]rune(b)), "valid UTF-8")
	})
}
