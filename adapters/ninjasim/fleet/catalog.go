package fleet

// model is one product of a maker, sold from a year on.
type model struct {
	maker, name string
	serial      serialKind
	cpu         []string
	since       int
}

var (
	intelOld        = []string{"Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz", "Intel(R) Core(TM) i5-8365U CPU @ 1.60GHz", "Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz"}
	intelLaptop     = []string{"11th Gen Intel(R) Core(TM) i5-1145G7 @ 2.60GHz", "12th Gen Intel(R) Core(TM) i5-1245U", "13th Gen Intel(R) Core(TM) i7-1365U"}
	amdLaptop       = []string{"AMD Ryzen 5 PRO 5650U with Radeon Graphics", "AMD Ryzen 7 7840U w/ Radeon 780M Graphics"}
	intelOldDesktop = []string{"Intel(R) Core(TM) i5-6500 CPU @ 3.20GHz", "Intel(R) Core(TM) i5-8500 CPU @ 3.00GHz", "Intel(R) Core(TM) i5-9500 CPU @ 3.00GHz"}
	intelDesktop    = []string{"Intel(R) Core(TM) i5-10500 CPU @ 3.10GHz", "12th Gen Intel(R) Core(TM) i5-12500", "13th Gen Intel(R) Core(TM) i7-13700"}
	amdDesktop      = []string{"AMD Ryzen 5 3600 6-Core Processor", "AMD Ryzen 5 5600G with Radeon Graphics"}
	xeonOld         = []string{"Intel(R) Xeon(R) CPU E5-2620 v4 @ 2.10GHz", "Intel(R) Xeon(R) E-2336 CPU @ 2.90GHz"}
	xeon            = []string{"Intel(R) Xeon(R) Silver 4114 CPU @ 2.20GHz", "Intel(R) Xeon(R) Gold 6258R CPU @ 2.70GHz", "Intel(R) Xeon(R) Silver 4314 CPU @ 2.40GHz"}
	intelMac        = []string{"Intel(R) Core(TM) i5-7360U CPU @ 2.30GHz", "Intel(R) Core(TM) i7-9750H CPU @ 2.60GHz"}
	appleSilicon    = []string{"Apple M1", "Apple M2 Pro", "Apple M3"}
)

var laptops = []model{
	{"Dell Inc.", "Latitude E7470", serialDell, intelOld, 2016},
	{"Dell Inc.", "Latitude 5490", serialDell, intelOld, 2018},
	{"Dell Inc.", "Latitude 5400", serialDell, intelOld, 2019},
	{"Dell Inc.", "Latitude 5410", serialDell, intelLaptop, 2020},
	{"Dell Inc.", "Latitude 5420", serialDell, intelLaptop, 2021},
	{"Dell Inc.", "Latitude 5430", serialDell, intelLaptop, 2022},
	{"Dell Inc.", "Latitude 5440", serialDell, intelLaptop, 2023},
	{"Dell Inc.", "Latitude 5450", serialDell, intelLaptop, 2024},
	{"Dell Inc.", "Dell Pro 14 Plus PB14250", serialDell, intelLaptop, 2025},
	{"Dell Inc.", "Latitude 7430", serialDell, intelLaptop, 2022},
	{"Dell Inc.", "XPS 15 9520", serialDell, intelLaptop, 2022},
	{"Dell Inc.", "XPS 13 9370", serialDell, intelOld, 2018},
	{"HP", "HP EliteBook 840 G3", serialHP, intelOld, 2016},
	{"HP", "HP EliteBook 840 G5", serialHP, intelOld, 2018},
	{"HP", "HP ProBook 450 G6", serialHP, intelOld, 2019},
	{"HP", "HP EliteBook 840 G7 Notebook PC", serialHP, intelLaptop, 2020},
	{"HP", "HP EliteBook 840 G8 Notebook PC", serialHP, intelLaptop, 2021},
	{"HP", "HP ProBook 450 G9 Notebook PC", serialHP, intelLaptop, 2022},
	{"HP", "HP EliteBook 845 14 inch G10 Notebook PC", serialHP, amdLaptop, 2023},
	{"HP", "HP EliteBook 840 14 inch G11 Notebook PC", serialHP, intelLaptop, 2024},
	{"LENOVO", "20L50000US", serialLenovo, intelOld, 2018},
	{"LENOVO", "20N2000RUS", serialLenovo, intelOld, 2019},
	{"LENOVO", "20W0005AUS", serialLenovo, intelLaptop, 2021},
	{"LENOVO", "20XWS0AB00", serialLenovo, intelLaptop, 2021},
	{"LENOVO", "21CB0071US", serialLenovo, intelLaptop, 2022},
	{"LENOVO", "21HD0068US", serialLenovo, amdLaptop, 2023},
	{"LENOVO", "21ML0029US", serialLenovo, intelLaptop, 2024},
	{"Microsoft Corporation", "Surface Pro 6", serialSurface, intelOld, 2018},
	{"Microsoft Corporation", "Surface Laptop 4", serialSurface, amdLaptop, 2021},
	{"Microsoft Corporation", "Surface Pro 9", serialSurface, intelLaptop, 2022},
	{"ASUSTeK COMPUTER INC.", "VivoBook_ASUSLaptop X515EA", serialASUS, intelLaptop, 2021},
	{"Acer", "TravelMate P214-53", serialAcer, intelLaptop, 2021},
	{"Acer", "Aspire E5-576", serialAcer, intelOld, 2017},
	{"Dynabook Inc.", "TECRA A50-J", serialAlnum9, intelLaptop, 2021},
	{"Panasonic Corporation", "CF-33-2", serialAlnum9, intelOld, 2020},
}

var desktops = []model{
	{"Dell Inc.", "OptiPlex 7040", serialDell, intelOldDesktop, 2016},
	{"Dell Inc.", "OptiPlex 3060", serialDell, intelOldDesktop, 2018},
	{"Dell Inc.", "OptiPlex 7070", serialDell, intelOldDesktop, 2019},
	{"Dell Inc.", "OptiPlex 5080", serialDell, intelDesktop, 2020},
	{"Dell Inc.", "OptiPlex 7090", serialDell, intelDesktop, 2021},
	{"Dell Inc.", "OptiPlex 7010", serialDell, intelDesktop, 2023},
	{"Dell Inc.", "OptiPlex 7020", serialDell, intelDesktop, 2024},
	{"Dell Inc.", "Precision 3660", serialDell, intelDesktop, 2022},
	{"Dell Inc.", "Vostro 3910", serialDell, intelDesktop, 2022},
	{"HP", "HP EliteDesk 800 G3 SFF", serialHP, intelOldDesktop, 2017},
	{"HP", "HP ProDesk 600 G5 SFF", serialHP, intelOldDesktop, 2019},
	{"HP", "HP EliteDesk 800 G6 Desktop Mini PC", serialHP, intelDesktop, 2020},
	{"HP", "HP Z2 Tower G9 Workstation Desktop PC", serialHP, intelDesktop, 2022},
	{"HP", "HP Elite Mini 800 G9 Desktop PC", serialHP, intelDesktop, 2023},
	{"LENOVO", "10RS000HUS", serialLenovo, intelOldDesktop, 2018},
	{"LENOVO", "11DQ0028US", serialLenovo, intelDesktop, 2020},
	{"LENOVO", "30E0S0KM00", serialLenovo, intelDesktop, 2022},
	{"Intel(R) Client Systems", "NUC11TNHi5", serialAlnum9, intelDesktop, 2021},
	{"Micro-Star International Co., Ltd.", "MS-7C52", serialJunk, amdDesktop, 2019},
	{"Gigabyte Technology Co., Ltd.", "B560M DS3H V2", serialJunk, intelDesktop, 2021},
	{"System manufacturer", "System Product Name", serialJunk, intelOldDesktop, 2016},
	{"To Be Filled By O.E.M.", "To Be Filled By O.E.M.", serialJunk, intelOldDesktop, 2017},
}

var serverModels = []model{
	{"Dell Inc.", "PowerEdge R430", serialDell, xeonOld, 2016},
	{"Dell Inc.", "PowerEdge R740", serialDell, xeon, 2018},
	{"Dell Inc.", "PowerEdge T440", serialDell, xeon, 2018},
	{"Dell Inc.", "PowerEdge R750", serialDell, xeon, 2021},
	{"Dell Inc.", "PowerEdge T350", serialDell, xeonOld, 2022},
	{"Dell Inc.", "PowerEdge R760", serialDell, xeon, 2023},
	{"HP", "ProLiant DL380 Gen9", serialHPE, xeonOld, 2016},
	{"HPE", "ProLiant DL380 Gen10", serialHPE, xeon, 2018},
	{"HPE", "ProLiant ML350 Gen10", serialHPE, xeon, 2018},
	{"HPE", "ProLiant DL360 Gen10 Plus", serialHPE, xeon, 2021},
	{"HPE", "ProLiant DL380 Gen11", serialHPE, xeon, 2023},
	{"Lenovo", "ThinkSystem SR650 -[7X06CTO1WW]-", serialLenovo, xeon, 2018},
	{"Supermicro", "SYS-5019C-MR", serialSupermicro, xeonOld, 2019},
	{"Supermicro", "Super Server", serialJunk, xeonOld, 2017},
}

var virtualModels = []model{
	{"VMware, Inc.", "VMware Virtual Platform", serialVMware, xeon, 0},
	{"VMware, Inc.", "VMware7,1", serialVMware, xeon, 0},
	{"Microsoft Corporation", "Virtual Machine", serialHyperV, xeon, 0},
	{"QEMU", "Standard PC (Q35 + ICH9, 2009)", serialNone, xeon, 0},
	{"Amazon EC2", "t3.large", serialEC2, xeon, 0},
	{"Microsoft Corporation", "Virtual Machine", serialHyperV, xeon, 0},
}

var macModels = []model{
	{"Apple Inc.", "MacBookPro14,1", serialApple, intelMac, 2017},
	{"Apple Inc.", "iMac18,3", serialApple, intelMac, 2017},
	{"Apple Inc.", "MacBookPro16,1", serialApple, intelMac, 2019},
	{"Apple Inc.", "MacBookAir10,1", serialApple, appleSilicon, 2020},
	{"Apple Inc.", "Macmini9,1", serialApple, appleSilicon, 2020},
	{"Apple Inc.", "iMac21,1", serialApple, appleSilicon, 2021},
	{"Apple Inc.", "MacBookPro18,3", serialApple, appleSilicon, 2021},
	{"Apple Inc.", "Mac14,2", serialApple, appleSilicon, 2022},
	{"Apple Inc.", "Mac15,6", serialApple, appleSilicon, 2023},
	{"Apple Inc.", "Mac16,12", serialApple, appleSilicon, 2025},
}

var macServerModels = []model{{"Apple Inc.", "Macmini8,1", serialApple, intelMac, 2018}}

var iphones = []model{
	{"Apple", "iPhone 11", serialApple, nil, 2019},
	{"Apple", "iPhone 13", serialApple, nil, 2021},
	{"Apple", "iPhone SE (3rd generation)", serialApple, nil, 2022},
	{"Apple", "iPhone 15 Pro", serialApple, nil, 2023},
}

var ipads = []model{
	{"Apple", "iPad (6th generation)", serialApple, nil, 2018},
	{"Apple", "iPad (9th generation)", serialApple, nil, 2021},
	{"Apple", "iPad Air (5th generation)", serialApple, nil, 2022},
	{"Apple", "iPad Pro 11-inch (4th generation)", serialApple, nil, 2022},
}

var androids = []model{
	{"samsung", "SM-T510", serialSamsung, nil, 2019},
	{"samsung", "SM-X200", serialSamsung, nil, 2022},
	{"samsung", "SM-A546U", serialSamsung, nil, 2023},
	{"Google", "Pixel 7a", serialAlnum14, nil, 2023},
	{"Zebra Technologies", "TC52", serialSurface, nil, 2018},
}

// modelFor chooses the product for a device bought in a year: one that was
// sold then and had not been for more than four years.
func modelFor(d draw, c Class, laptop, virtual bool, year int) *model {
	list := desktops
	switch {
	case virtual:
		list = virtualModels
	case c == WindowsServer || c == LinuxServer || c.host():
		list = serverModels
	case c == Mac:
		list = macModels
	case c == MacServer:
		list = macServerModels
	case c == AppleIOS:
		list = iphones
	case c == AppleIPadOS:
		list = ipads
	case c == Android:
		list = androids
	case laptop:
		list = laptops
	}
	n := 0
	for i := range list {
		if list[i].soldIn(year) {
			n++
		}
	}
	if n == 0 {
		return &list[d.n(saltModel, len(list))]
	}
	at := d.n(saltModel, n)
	for i := range list {
		if list[i].soldIn(year) {
			if at == 0 {
				return &list[i]
			}
			at--
		}
	}
	return &list[0]
}

// soldIn says whether the product was on sale; virtual ones always are.
func (m *model) soldIn(year int) bool { return m.since == 0 || m.since <= year && year <= m.since+4 }
