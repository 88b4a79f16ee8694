package observation_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"syscall"
	"testing"

	"coresync/domain/observation"

	"github.com/goccy/go-json"
	"github.com/stretchr/testify/require"
)

// cpu reports processor time, which a busy machine does not falsify.
func cpu(b *testing.B) func() {
	used := func() int64 {
		var u syscall.Rusage
		require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
		return u.Utime.Nano() + u.Stime.Nano()
	}
	from := used()
	return func() { b.ReportMetric(float64(used()-from)/float64(b.N), "cpu-ns/op") }
}

func BenchmarkRead(b *testing.B) {
	r := observation.NewReader(observation.Devices)
	raw := []byte(workstation)
	mac := hmac.New(sha256.New, make([]byte, 32))
	var d, s, sum []byte
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	defer cpu(b)()
	for b.Loop() {
		if err := r.Read(raw); err != nil {
			b.Fatal(err)
		}
		d, s = r.TagInputs(d[:0], s[:0])
		mac.Reset()
		mac.Write(d)
		sum = mac.Sum(sum[:0])
		mac.Reset()
		mac.Write(s)
		sum = mac.Sum(sum[:0])
	}
}

// BenchmarkDecodeStruct is what the reading is compared with.
func BenchmarkDecodeStruct(b *testing.B) {
	type volume struct {
		Name, Label, FileSystem, SerialNumber string
		Capacity, FreeSpace                   int64
	}
	type device struct {
		ID, OrganizationID, LocationID, NodeRoleID, PolicyID             int64
		UID, NodeClass, ApprovalStatus, DisplayName, SystemName, DNSName string
		Offline                                                          bool
		Created, LastContact, LastUpdate                                 float64
		Tags, IPAddresses, MACAddresses                                  []string
		PublicIP, LastLoggedInUser, DeviceType                           string
		OS                                                               struct {
			Manufacturer, Name, Architecture, BuildNumber, ReleaseID string
			LastBootTime                                             float64
			NeedsReboot                                              bool
		}
		System struct {
			Name, Manufacturer, Model, BIOSSerialNumber, SerialNumber, Domain, ChassisType string
			TotalPhysicalMemory                                                            int64
			VirtualMachine                                                                 bool
		}
		Memory     struct{ Capacity int64 }
		Volumes    []volume
		References struct {
			Warranty struct{ StartDate, EndDate float64 }
		}
	}
	raw := []byte(workstation)
	b.SetBytes(int64(len(raw)))
	defer cpu(b)()
	for b.Loop() {
		var d device
		if err := json.Unmarshal(raw, &d); err != nil {
			b.Fatal(err)
		}
	}
}
