package asset_test

import (
	"strconv"
	"testing"

	"coresync/domain/asset"
	"coresync/domain/event"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What Explain says gives a field is what Compose made it of.
func TestExplainSaysWhatComposeDid(t *testing.T) {
	t.Parallel()
	rules := asset.DefaultRules()
	rapid.Check(t, func(t *rapid.T) {
		text := func(name string, of ...string) string {
			return rapid.SampledFrom(append(of, "", " ", "null")).Draw(t, name)
		}
		var d asset.Device
		d.DisplayName, d.SystemName, d.DNSName = text("display", "Reception"), text("system", "PC-1", " PC-2 "), text("dns", "pc.example.test")
		d.System.Manufacturer, d.Vendor = text("maker", "Dell"), text("vendor", "VMware")
		d.System.Model, d.Model = text("model", "XPS"), text("model2", "ESX")
		d.System.SerialNumber, d.System.BIOSSerialNumber, d.ServiceTag = text("serial", "5CD1234", "N/A"), text("bios", "BIOS77", "None"), text("tag", "TAG1")
		d.OS.Name, d.ReleaseName, d.GuestOS = text("os", "Windows"), text("release", "6.7"), text("guest", "Linux")
		filled := make(map[string]asset.Filled)
		for _, path := range []string{"displayName", "dnsName", "system.manufacturer", "vendor", "system.serialNumber", "serviceTag", "os.name", "guestOSFullName", "model"} {
			if rapid.Bool().Draw(t, path) {
				filled[path] = asset.Filled{Value: json.RawMessage(strconv.Quote(rapid.SampledFrom([]string{"Old-1234", "none"}).Draw(t, "was"))), Position: 7}
			}
		}
		f := rules.Compose(&d, filled)
		for field, want := range map[string]string{
			"name": f.Name, "manufacturer": f.Manufacturer, "model": f.Model, "bios_serial_number": f.BIOSSerial, "os": f.OS, "serial_number": f.Serial,
		} {
			said := rules.Explain(&d, filled, field)
			if len(said) == 0 || said[0].Lost != "" {
				require.True(t, want == "" || field == "name", "%s: %q", field, want)
				continue
			}
			require.Equal(t, want, said[0].Value, field)
			for _, s := range said[1:] {
				require.NotEmpty(t, s.Lost)
			}
		}
	})
}

func TestFLD_09_WhoGivesAField(t *testing.T) {
	t.Parallel()
	rules := asset.DefaultRules()
	offer := func(hand, ninja, kept string) asset.Offer {
		return asset.Offer{asset.SourceHand: hand, asset.SourceNinjaOne: ninja, asset.SourceKept: kept}
	}
	for _, c := range []struct {
		field  asset.Field
		offer  asset.Offer
		value  string
		source asset.Source
	}{
		{asset.FieldName, offer("mine", "theirs", "file"), "mine", asset.SourceHand},
		{asset.FieldName, offer("", "theirs", "file"), "theirs", asset.SourceNinjaOne},
		{asset.FieldName, offer("", " ", "file"), "file", asset.SourceKept},
		{asset.FieldNotes, offer("", "theirs", "file"), "file", asset.SourceKept},
		{asset.FieldCategory, offer("", "Other", "Printer"), "Printer", asset.SourceKept},
		{asset.FieldCategory, offer("Other", "Server", ""), "Other", asset.SourceHand},
		{asset.FieldCategory, offer("", "Other", ""), "Other", asset.SourceNinjaOne},
	} {
		value, source := rules.Choose(c.field, c.offer)
		require.Equal(t, c.value, value)
		require.Equal(t, c.source, source)
	}
}

func TestDecisionsAboutAnAsset(t *testing.T) {
	t.Parallel()
	id := uuid.New()
	var d asset.Decided
	decide := func(c asset.Command) []event.Payload {
		t.Helper()
		c.Asset = id
		events, err := asset.Decide(d, c)
		require.NoError(t, err)
		for _, e := range events {
			d = asset.Evolve(d, e)
		}
		return events
	}
	set := asset.Command{Set: map[asset.Field]string{asset.FieldName: "Desk 7", asset.FieldStatus: "maintenance"}}
	require.Len(t, decide(set), 2)
	require.Empty(t, decide(set), "it is so already")
	require.Len(t, decide(asset.Command{Unlock: []asset.Field{asset.FieldName}}), 1)
	require.Empty(t, decide(asset.Command{Unlock: []asset.Field{asset.FieldName}}))
	require.Len(t, decide(asset.Command{Lock: map[asset.Field]string{asset.FieldModel: "XPS"}}), 1)
	require.Len(t, decide(asset.Command{Remove: true}), 1)
	require.Empty(t, decide(asset.Command{Remove: true}))
	require.Len(t, decide(asset.Command{Restore: true}), 1)
	require.Empty(t, decide(asset.Command{Restore: true}))

	_, err := asset.Decide(d, asset.Command{Set: map[asset.Field]string{
		"size": "1", asset.FieldStatus: "asleep", asset.FieldCategory: "Toaster", asset.FieldCustomer: "Acme", asset.FieldName: " ",
	}})
	require.ErrorContains(t, err, "Correct")
	_, err = asset.Pair(asset.Pairing{Assets: []uuid.UUID{id, id}, Verdict: asset.VerdictSame})
	require.Error(t, err)
}
