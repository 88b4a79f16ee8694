package asset_test

import (
	"net/netip"
	"testing"

	"coresync/domain/asset"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestANetworkIsThatOfASite(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"203.0.113.77": "203.0.113.0/24", "::ffff:203.0.113.77": "203.0.113.0/24", "2001:db8:7:1::5": "2001:db8:7::/48", "fe80::1%eth0": "fe80::/48",
		"": "", "N/A": "", "203.0.113": "", "203.0.113.77/24": "",
	} {
		require.Equal(t, want, asset.Network(address), address)
	}
	rapid.Check(t, func(t *rapid.T) {
		a := netip.AddrFrom4([4]byte(rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "address")))
		p := netip.MustParsePrefix(asset.Network(a.String()))
		require.True(t, p.Contains(a))
	})
}
