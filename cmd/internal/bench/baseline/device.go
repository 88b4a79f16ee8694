package baseline

// device is a NinjaOne device with all members of a detailed row, so that the
// baseline decodes what the program keeps.
type device struct {
	ID             int64   `json:"id"`
	UID            string  `json:"uid"`
	OwnerUID       string  `json:"assignedOwnerUid"`
	ParentDeviceID int64   `json:"parentDeviceId"`
	OrganizationID int64   `json:"organizationId"`
	LocationID     int64   `json:"locationId"`
	NodeClass      string  `json:"nodeClass"`
	NodeRoleID     int64   `json:"nodeRoleId"`
	RolePolicyID   int64   `json:"rolePolicyId"`
	PolicyID       int64   `json:"policyId"`
	ApprovalStatus string  `json:"approvalStatus"`
	Offline        bool    `json:"offline"`
	DisplayName    string  `json:"displayName"`
	SystemName     string  `json:"systemName"`
	DNSName        string  `json:"dnsName"`
	NetBIOSName    string  `json:"netbiosName"`
	Created        float64 `json:"created"`
	LastContact    float64 `json:"lastContact"`
	LastUpdate     float64 `json:"lastUpdate"`
	Maintenance    struct {
		Status string  `json:"status"`
		Start  float64 `json:"start"`
		End    float64 `json:"end"`
		Reason string  `json:"reasonMessage"`
	} `json:"maintenance"`
	References struct {
		Warranty struct {
			Start     float64 `json:"startDate"`
			End       float64 `json:"endDate"`
			Fulfilled float64 `json:"manufacturerFulfillmentDate"`
		} `json:"warranty"`
		Owner *user `json:"assignedOwner"`
	} `json:"references"`
	Tags         []string `json:"tags"`
	IPAddresses  []string `json:"ipAddresses"`
	MACAddresses []string `json:"macAddresses"`
	PublicIP     string   `json:"publicIP"`
	Notes        []struct {
		Text string `json:"text"`
	} `json:"notes"`
	DeviceType string `json:"deviceType"`
	agent
	virtual
}

// agent are the members that an agent reports.
type agent struct {
	OS struct {
		Manufacturer string  `json:"manufacturer"`
		Name         string  `json:"name"`
		Architecture string  `json:"architecture"`
		LastBootTime float64 `json:"lastBootTime"`
		BuildNumber  string  `json:"buildNumber"`
		ReleaseID    string  `json:"releaseId"`
		ServiceMajor int64   `json:"servicePackMajorVersion"`
		ServiceMinor int64   `json:"servicePackMinorVersion"`
		Locale       string  `json:"locale"`
		Language     string  `json:"language"`
		NeedsReboot  bool    `json:"needsReboot"`
	} `json:"os"`
	System struct {
		Name         string `json:"name"`
		DisplayName  string `json:"displayName"`
		Manufacturer string `json:"manufacturer"`
		Model        string `json:"model"`
		BIOSSerial   string `json:"biosSerialNumber"`
		Serial       string `json:"serialNumber"`
		AssetSerial  string `json:"assetSerialNumber"`
		Domain       string `json:"domain"`
		DomainRole   string `json:"domainRole"`
		Processors   int64  `json:"numberOfProcessors"`
		Memory       int64  `json:"totalPhysicalMemory"`
		Virtual      bool   `json:"virtualMachine"`
		ChassisType  string `json:"chassisType"`
		Build        string `json:"build"`
	} `json:"system"`
	Memory struct {
		Capacity int64 `json:"capacity"`
	} `json:"memory"`
	Processors []struct {
		Architecture string `json:"architecture"`
		MaxClock     int64  `json:"maxClockSpeed"`
		Clock        int64  `json:"clockSpeed"`
		Name         string `json:"name"`
		Cores        int64  `json:"numCores"`
		LogicalCores int64  `json:"numLogicalCores"`
	} `json:"processors"`
	Volumes  []volume `json:"volumes"`
	LastUser string   `json:"lastLoggedInUser"`
}

type volume struct {
	NodeID      int64  `json:"nodeId"`
	Name        string `json:"name"`
	DriveLetter string `json:"driveLetter"`
	Label       string `json:"label"`
	DeviceType  string `json:"deviceType"`
	FileSystem  string `json:"fileSystem"`
	AutoMount   bool   `json:"autoMount"`
	Compressed  bool   `json:"compressed"`
	Capacity    int64  `json:"capacity"`
	FreeSpace   int64  `json:"freeSpace"`
	Serial      string `json:"serialNumber"`
	BitLocker   *struct {
		Conversion  string `json:"conversionStatus"`
		Encryption  string `json:"encryptionMethod"`
		Protection  string `json:"protectionStatus"`
		Lock        string `json:"lockStatus"`
		Initialized bool   `json:"initializedForProtection"`
	} `json:"bitLockerStatus"`
}

// virtual are the members of hosts and guests of virtual machines.
type virtual struct {
	CPUModel      string  `json:"cpuModel"`
	CPUMHz        int64   `json:"cpuMhz"`
	CPUPackages   int64   `json:"cpuPackages"`
	CPUThreads    int64   `json:"cpuThreads"`
	CPUCores      int64   `json:"cpuCores"`
	MemorySize    int64   `json:"memorySize"`
	Model         string  `json:"model"`
	Name          string  `json:"name"`
	FullName      string  `json:"fullName"`
	ServiceTag    string  `json:"serviceTag"`
	Vendor        string  `json:"vendor"`
	ReleaseName   string  `json:"releaseName"`
	Version       string  `json:"version"`
	BuildNumber   string  `json:"buildNumber"`
	LastBootTime  float64 `json:"lastBootTime"`
	PowerState    string  `json:"powerState"`
	GuestOS       string  `json:"guestOSFullName"`
	GuestOSFamily string  `json:"guestOSFamily"`
	SnapshotCount int64   `json:"snapshotCount"`
	SnapshotSize  int64   `json:"snapshotTotalSize"`
}
