package asset_test

import (
	"testing"

	"coresync/domain/asset"

	"github.com/stretchr/testify/require"
)

// The 33 node classes of the API.
func TestCAT_01_to_09_EveryClassHasItsCategory(t *testing.T) {
	t.Parallel()
	r := asset.DefaultRules()
	want := map[asset.Category][]string{
		asset.CategoryWorkstation:    {"WINDOWS_WORKSTATION", "LINUX_WORKSTATION", "NMS_COMPUTER"},
		asset.CategoryServer:         {"WINDOWS_SERVER", "LINUX_SERVER", "MAC_SERVER", "NMS_SERVER"},
		asset.CategoryMac:            {"MAC"},
		asset.CategoryMobile:         {"ANDROID", "APPLE_IOS", "APPLE_IPADOS"},
		asset.CategoryVirtualHost:    {"VMWARE_VM_HOST", "HYPERV_VMM_HOST", "NMS_VM_HOST"},
		asset.CategoryVirtualMachine: {"VMWARE_VM_GUEST", "HYPERV_VMM_GUEST", "NMS_VIRTUAL_MACHINE"},
		asset.CategoryCloudService:   {"CLOUD_MONITOR_TARGET"},
		asset.CategoryPrinter:        {"NMS_PRINTER", "NMS_SCANNER"},
		asset.CategoryNetworkDevice: {
			"NMS_SWITCH", "NMS_ROUTER", "NMS_FIREWALL", "NMS_PRIVATE_NETWORK_GATEWAY", "NMS_DIAL_MANAGER", "NMS_WAP",
			"NMS_IPSLA", "NMS_APPLIANCE", "NMS_OTHER", "NMS_PHONE", "NMS_NETWORK_MANAGEMENT_AGENT",
		},
		asset.CategoryOther: {"UNMANAGED_DEVICE", "MANAGED_DEVICE"},
	}
	seen := 0
	for category, classes := range want {
		for _, class := range classes {
			got, known := r.CategoryOf(class)
			require.True(t, known, class)
			require.Equal(t, category, got, class)
			seen++
		}
	}
	require.Equal(t, 33, seen)
	require.Len(t, r.Categories, 33)
	require.Len(t, asset.Categories(), len(want))
}

func TestCAT_09_AnUnknownClassIsOtherAndNoFailure(t *testing.T) {
	t.Parallel()
	r := asset.DefaultRules()
	category, known := r.CategoryOf("QUANTUM_COMPUTER")
	require.Equal(t, asset.CategoryOther, category)
	require.False(t, known)
}
