package asset

import "maps"

// Category is what kind of thing an asset is, as people see it (CAT).
type Category string

// The categories. CategoryOther takes classes that no rule knows.
const (
	CategoryWorkstation    Category = "Workstation"
	CategoryServer         Category = "Server"
	CategoryMac            Category = "Mac"
	CategoryMobile         Category = "Mobile Device"
	CategoryVirtualHost    Category = "Virtual Host"
	CategoryVirtualMachine Category = "Virtual Machine"
	CategoryCloudService   Category = "Cloud Service"
	CategoryNetworkDevice  Category = "Network Device"
	CategoryPrinter        Category = "Printer"
	CategoryOther          Category = "Other"
)

// Categories lists all categories in the order in which people are shown them.
func Categories() []Category {
	return []Category{
		CategoryWorkstation, CategoryServer, CategoryMac, CategoryMobile, CategoryVirtualHost,
		CategoryVirtualMachine, CategoryCloudService, CategoryNetworkDevice, CategoryPrinter, CategoryOther,
	}
}

// defaultCategories maps all 33 node classes of NinjaOne (CAT-01 to CAT-09).
var defaultCategories = map[string]Category{
	"WINDOWS_WORKSTATION": CategoryWorkstation,
	"LINUX_WORKSTATION":   CategoryWorkstation,
	"MAC":                 CategoryMac,
	"WINDOWS_SERVER":      CategoryServer,
	"LINUX_SERVER":        CategoryServer,
	"MAC_SERVER":          CategoryServer,

	"VMWARE_VM_HOST":               CategoryVirtualHost,
	"HYPERV_VMM_HOST":              CategoryVirtualHost,
	"VMWARE_VM_GUEST":              CategoryVirtualMachine,
	"HYPERV_VMM_GUEST":             CategoryVirtualMachine,
	"ANDROID":                      CategoryMobile,
	"APPLE_IOS":                    CategoryMobile,
	"APPLE_IPADOS":                 CategoryMobile,
	"UNMANAGED_DEVICE":             CategoryOther,
	"MANAGED_DEVICE":               CategoryOther,
	"NMS_COMPUTER":                 CategoryWorkstation,
	"NMS_SERVER":                   CategoryServer,
	"NMS_VM_HOST":                  CategoryVirtualHost,
	"NMS_PRINTER":                  CategoryPrinter,
	"NMS_SCANNER":                  CategoryPrinter,
	"NMS_SWITCH":                   CategoryNetworkDevice,
	"NMS_ROUTER":                   CategoryNetworkDevice,
	"NMS_FIREWALL":                 CategoryNetworkDevice,
	"NMS_DIAL_MANAGER":             CategoryNetworkDevice,
	"NMS_WAP":                      CategoryNetworkDevice,
	"NMS_IPSLA":                    CategoryNetworkDevice,
	"NMS_APPLIANCE":                CategoryNetworkDevice,
	"NMS_OTHER":                    CategoryNetworkDevice,
	"NMS_PHONE":                    CategoryNetworkDevice,
	"NMS_VIRTUAL_MACHINE":          CategoryVirtualMachine,
	"NMS_PRIVATE_NETWORK_GATEWAY":  CategoryNetworkDevice,
	"NMS_NETWORK_MANAGEMENT_AGENT": CategoryNetworkDevice,
	"CLOUD_MONITOR_TARGET":         CategoryCloudService,
}

// DefaultCategories returns a copy of the table that a new workspace starts with,
// by node class.
func DefaultCategories() map[string]Category { return maps.Clone(defaultCategories) }

// CategoryOf answers for a node class. A class that the table does not know is
// CategoryOther and known is false: worth a warning, never a failed run.
func (r *Rules) CategoryOf(class string) (category Category, known bool) {
	category, known = r.Categories[class]
	if !known {
		return CategoryOther, false
	}
	return category, true
}

// Ages tells whether things of the category grow old: reports on age and warranty leave
// out what is virtual, network gear and services unless they are asked for (REP-10 ⚠).
func (c Category) Ages() bool {
	switch c {
	case CategoryVirtualMachine, CategoryNetworkDevice, CategoryCloudService:
		return false
	}
	return true
}
