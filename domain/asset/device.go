package asset

import (
	"strings"

	"github.com/goccy/go-json"
)

// Device is the part of a NinjaOne device that the rules read. The members of all
// subtypes (AgentDevice, VMHost, VMGuest, MdmDevice, …) lie in one struct, since a
// document decodes into it in one pass.
type Device struct {
	ID             int64  `json:"id"`
	OrganizationID int64  `json:"organizationId"`
	LocationID     int64  `json:"locationId"`
	NodeClass      string `json:"nodeClass"`
	DeviceType     string `json:"deviceType"`
	ApprovalStatus string `json:"approvalStatus"`
	Offline        *bool  `json:"offline"`

	Tags []string `json:"tags"`

	DisplayName string `json:"displayName"`
	SystemName  string `json:"systemName"`
	DNSName     string `json:"dnsName"`
	NetBIOSName string `json:"netbiosName"`

	PublicIP string `json:"publicIP"`

	// MACAddresses is a list of texts that is read where it is needed.
	MACAddresses json.RawMessage `json:"macAddresses"`

	Created     Seconds `json:"created"`
	LastContact Seconds `json:"lastContact"`

	OS         OperatingSystem `json:"os"`
	System     System          `json:"system"`
	References struct {
		Warranty Warranty `json:"warranty"`
	} `json:"references"`

	// Members of VMHost and VMGuest.
	Vendor      string `json:"vendor"`
	Model       string `json:"model"`
	ServiceTag  string `json:"serviceTag"`
	ReleaseName string `json:"releaseName"`
	GuestOS     string `json:"guestOSFullName"`
}

// OperatingSystem is the member os of an AgentDevice.
type OperatingSystem struct {
	Name         string `json:"name"`
	Architecture string `json:"architecture"`
	BuildNumber  string `json:"buildNumber"`
	ReleaseID    string `json:"releaseId"`
}

// System is the member system of an AgentDevice or MdmDevice.
type System struct {
	Manufacturer     string `json:"manufacturer"`
	Model            string `json:"model"`
	SerialNumber     string `json:"serialNumber"`
	BIOSSerialNumber string `json:"biosSerialNumber"`
	ChassisType      string `json:"chassisType"`
	VirtualMachine   bool   `json:"virtualMachine"`
}

// Warranty is references.warranty, present when the listing was expanded by it.
// Missing or 0 means that it was never looked up.
type Warranty struct {
	StartDate   Seconds `json:"startDate"`
	EndDate     Seconds `json:"endDate"`
	Fulfillment Seconds `json:"manufacturerFulfillmentDate"`
}

// Filled is the last value that a now blank member had, and where it was observed
// (FLD-09). Members are named by path, such as "system.serialNumber".
type Filled struct {
	Value    json.RawMessage
	Position int64
}

// Cards are the addresses of the network cards; none where they are no list of texts.
func (d *Device) Cards() []string {
	var cards []string
	if len(d.MACAddresses) == 0 || json.Unmarshal(d.MACAddresses, &cards) != nil {
		return nil
	}
	return cards
}

// texts lists the members whose last filled value is used when they are blank, by path.
func (d *Device) texts() map[string]*string {
	return map[string]*string{
		"displayName": &d.DisplayName, "systemName": &d.SystemName,
		"dnsName": &d.DNSName, "netbiosName": &d.NetBIOSName,
		"os.name": &d.OS.Name, "os.architecture": &d.OS.Architecture,
		"os.buildNumber": &d.OS.BuildNumber, "os.releaseId": &d.OS.ReleaseID,
		"system.manufacturer": &d.System.Manufacturer, "system.model": &d.System.Model,
		"system.serialNumber": &d.System.SerialNumber, "system.biosSerialNumber": &d.System.BIOSSerialNumber,
		"system.chassisType": &d.System.ChassisType,
		"vendor":             &d.Vendor, "model": &d.Model, "serviceTag": &d.ServiceTag,
		"releaseName": &d.ReleaseName, "guestOSFullName": &d.GuestOS,
		"created":                       (*string)(&d.Created),
		"lastContact":                   (*string)(&d.LastContact),
		"references.warranty.startDate": (*string)(&d.References.Warranty.StartDate),
		"references.warranty.endDate":   (*string)(&d.References.Warranty.EndDate),
		"references.warranty.manufacturerFulfillmentDate": (*string)(&d.References.Warranty.Fulfillment),
	}
}

// filledBefore makes a device of the last filled values alone, and tells the
// position of each by path. A value that is no text and no number is left out.
func filledBefore(filled map[string]Filled) (d Device, at map[string]int64) {
	at = make(map[string]int64, len(filled))
	members := d.texts()
	for path, f := range filled {
		var text string
		if len(f.Value) > 0 && f.Value[0] == '"' {
			if json.Unmarshal(f.Value, &text) != nil {
				continue
			}
		} else {
			text = string(f.Value)
		}
		if member, known := members[path]; known && !blank(text) {
			*member = text
			at[path] = f.Position
		}
	}
	return d, at
}

// blank tells whether a value says nothing (FLD-09).
func blank(s string) bool {
	s = strings.TrimSpace(s)
	return s == "" || s == "null"
}
