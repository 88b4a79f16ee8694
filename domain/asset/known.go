package asset

import (
	"slices"
	"time"
)

// Known is a value by which a record is known, or was.
type Known struct {
	Kind  string // one of KnownKinds
	Value string
	// First and Last are when it was observed first and last.
	First, Last time.Time
	Now         bool // the newest observation has it
}

// The kinds of what a record is known by.
const (
	KnownName   = "name"
	KnownSerial = "serial_number"
	KnownBIOS   = "bios_serial_number"
	KnownMAC    = "mac"
)

// KnownKinds are all kinds, in the order in which people are shown them.
func KnownKinds() []string { return []string{KnownSerial, KnownBIOS, KnownMAC, KnownName} }

// mostKnown bounds what is remembered of one record: a card's address may be made up anew each day.
const mostKnown = 200

// Learn notes what a later observation of the device says it is known by. Nothing is taken away:
// what it no longer has it was known by.
func Learn(known []Known, d *Device, at time.Time) []Known {
	for i := range known {
		known[i].Now = false
	}
	learn := func(kind string, values ...string) {
		for _, value := range values {
			if value = clean(value); value == "" {
				continue
			}
			i := slices.IndexFunc(known, func(k Known) bool { return k.Kind == kind && k.Value == value })
			switch {
			case i >= 0:
				known[i].Last, known[i].Now = at, true
			case len(known) < mostKnown:
				known = append(known, Known{Kind: kind, Value: value, First: at, Last: at, Now: true})
			}
		}
	}
	learn(KnownSerial, d.System.SerialNumber)
	learn(KnownBIOS, d.System.BIOSSerialNumber, d.ServiceTag)
	learn(KnownMAC, d.Cards()...)
	learn(KnownName, d.DisplayName, d.SystemName, d.DNSName, d.NetBIOSName)
	return known
}
