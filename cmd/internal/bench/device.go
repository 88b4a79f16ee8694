package bench

import (
	"fmt"
	"math/rand/v2"

	"coresync/domain/event"

	"github.com/google/uuid"
)

var connection = uuid.MustParse("018f0000-0000-7000-8000-000000000001")

// deviceJSON writes a device of about 2.2 KB in canonical form, such as a
// detailed listing with warranty gives for an ordinary workstation. What a machine
// is known by (serial numbers, network cards) stays from revision to revision.
func deviceJSON(r *rand.Rand, id int64, revision int) []byte {
	machine := rand.New(rand.NewPCG(uint64(id), 21))
	mac := func() string {
		card := machine.Uint64()
		return fmt.Sprintf("%02X:%02X:%02X:%02X:%02X:%02X", byte(card), byte(card>>8), byte(card>>16), byte(card>>24), byte(card>>32), byte(card>>40))
	}
	ip := func() string { return fmt.Sprintf("10.%d.%d.%d", r.IntN(256), r.IntN(256), r.IntN(256)) }
	return fmt.Appendf(nil, `{"approvalStatus":"APPROVED","created":%d.524929,"deviceType":"AgentDevice","displayName":"WS-%05d-%d","dnsName":"WS-%05d.corp.example.test",`+
		`"id":%d,"ipAddresses":["%s","%s","fe80::%x:%x:%x:%x"],"lastContact":1759136775.901,"lastUpdate":1759136775.901,"locationId":%d,`+
		`"macAddresses":["%s","%s","%s"],"memory":{"capacity":%d},"nodeClass":"WINDOWS_WORKSTATION","nodeRoleId":201,"offline":%t,"organizationId":%d,`+
		`"os":{"architecture":"64-bit","buildNumber":"%d","language":"English","lastBootTime":%d,"locale":"en-GB","manufacturer":"Microsoft Corporation","name":"Windows 11 Professional Edition","needsReboot":%t,"releaseId":"24H2","servicePackMajorVersion":0,"servicePackMinorVersion":0},`+
		`"policyId":%d,"processors":[{"architecture":"x64","clockSpeed":2694000000,"maxClockSpeed":%d,"name":"13th Gen Intel(R) Core(TM) i7-1365U","numCores":10,"numLogicalCores":12}],`+
		`"publicIP":"203.0.113.%d","references":{"warranty":{"endDate":%d,"manufacturerFulfillmentDate":%d,"startDate":%d}},"rolePolicyId":57,`+
		`"system":{"assetSerialNumber":"","biosSerialNumber":"%08X","chassisType":"LAPTOP","domain":"CORP","domainRole":"Member Workstation","manufacturer":"LENOVO","model":"21HCS0AB00 ThinkPad T14 Gen 4","name":"WS-%05d","numberOfProcessors":1,"serialNumber":"PF%06X","totalPhysicalMemory":%d,"virtualMachine":false},`+
		`"systemName":"WS-%05d","tags":[],"uid":"%08x-aaf6-422e-975c-%012x",`+
		`"volumes":[{"autoMount":true,"capacity":%d,"compressed":false,"deviceType":"Local Disk","fileSystem":"NTFS","freeSpace":%d,"label":"System","name":"C:","nodeId":%d,"serialNumber":"%08X"},`+
		`{"autoMount":true,"capacity":%d,"compressed":false,"deviceType":"Local Disk","fileSystem":"NTFS","freeSpace":%d,"label":"Data","name":"D:","nodeId":%d,"serialNumber":"%08X"},`+
		`{"autoMount":true,"capacity":%d,"compressed":false,"deviceType":"Local Disk","fileSystem":"NTFS","freeSpace":%d,"label":"Recovery","name":"E:","nodeId":%d,"serialNumber":"%08X"}]}`,
		1500000000+r.IntN(200000000), id, revision, id,
		id, ip(), ip(), r.IntN(65536), r.IntN(65536), r.IntN(65536), r.IntN(65536), id%400+1,
		mac(), mac(), mac(), int64(r.IntN(64)+8)<<30, id%7 == 0, id%200+1,
		22000+r.IntN(4000), 1758000000+r.IntN(1000000), r.IntN(2) == 0,
		r.IntN(300), 2000000000+r.IntN(1000000000),
		r.IntN(256), 1800000000+r.IntN(90000000), 1600000000+r.IntN(90000000), 1600000000+r.IntN(90000000),
		machine.Uint32(), id, machine.IntN(1<<24), int64(r.IntN(64)+8)<<30,
		id, r.Uint32(), r.Uint64()>>16,
		r.Int64N(1<<40), r.Int64N(1<<39), id, r.Uint32(), r.Int64N(1<<40), r.Int64N(1<<39), id, r.Uint32(), r.Int64N(1<<40), r.Int64N(1<<39), id, r.Uint32())
}

// observed is a device as an event.
func observed(r *rand.Rand, id int64, revision int) event.New {
	return event.New{
		Stream: event.DeviceStream(connection, id),
		Payload: &event.DeviceObserved{
			Connection: connection, DeviceID: id, Device: deviceJSON(r, id, revision),
			Facts: event.DeviceFacts{FirstObservedAt: benchEpoch},
		},
		OccurredAt: benchEpoch,
		Tag:        fmt.Appendf(nil, "%016x", uint64(id)<<20|uint64(revision)),
		TagVersion: 1,
	}
}
