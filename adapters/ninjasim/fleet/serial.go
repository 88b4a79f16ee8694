package fleet

// serialKind is the form of a maker's serial numbers.
type serialKind uint8

const (
	serialNone       serialKind = iota
	serialDell                  // service tag, 7 characters
	serialHP                    // site, year, week, 4 characters: 5CG2231ABC
	serialHPE                   // SGH or CZJ, then as HP
	serialLenovo                // PF or MJ and 6 characters
	serialApple                 // 10 random characters, 12 on older machines
	serialSurface               // 12 digits
	serialASUS                  // 15 characters
	serialAcer                  // 22 characters
	serialSupermicro            // S and 15 digits
	serialSamsung               // R9 and 9 characters
	serialAlnum9                // others
	serialAlnum14
	serialVMware // VMware-56 4d 1a ..., made from the VM's UUID
	serialHyperV // 4-digit groups
	serialEC2    // ec2 UUID
	serialJunk   // what board makers leave in the BIOS
)

// junkSerials are placeholders that occur in the field: none of them names a
// machine, and a client that matches on them merges strangers.
var junkSerials = []string{
	"To Be Filled By O.E.M.", "System Serial Number", "Default string", "0123456789", "123456789", "0", "None", "N/A",
	"Not Applicable", "INVALID", "XXXXXXXX", "........", "Unknown", "00000000", "Chassis Asset Tag", "OEM",
	"Type2 - Board Serial Number", "1234567890", "Not Specified", "NULL",
}

// serialFor makes a serial number in the form of its maker; some of them tell
// the year.
func serialFor(d draw, kind serialKind, year int) string {
	var a [40]byte
	b := a[:0]
	switch kind {
	case serialNone:
	case serialDell:
		b = d.chars(b, saltSerialA, tagAlnum, 7)
	case serialHP:
		b = hpSerial(d, append(b, pick(d, saltSerialPlace, []string{"5CG", "CND", "MXL", "8CC"})...), year)
	case serialHPE:
		b = hpSerial(d, append(b, pick(d, saltSerialPlace, []string{"CZJ", "SGH", "MXQ"})...), year)
	case serialLenovo:
		b = d.chars(append(b, pick(d, saltSerialPlace, []string{"PF", "MJ", "PC", "R9"})...), saltSerialA, upperAlnum, 6)
	case serialApple:
		b = appleSerial(d, b)
	case serialSurface:
		b = d.chars(append(b, '0'), saltSerialA, digits, 11)
	case serialASUS:
		b = d.chars(append(b, 'M'), saltSerialA, upperAlnum, 14)
	case serialAcer:
		b = d.chars(append(b, "NX"...), saltSerialA, upperAlnum, 20)
	case serialSupermicro:
		b = d.chars(append(b, 'S'), saltSerialA, digits, 15)
	case serialSamsung:
		b = d.chars(append(b, "R9"...), saltSerialA, upperAlnum, 9)
	case serialAlnum9:
		b = d.chars(b, saltSerialA, upperAlnum, 9)
	case serialAlnum14:
		b = d.chars(b, saltSerialA, upperAlnum, 14)
	case serialVMware:
		b = vmwareSerial(d, b)
	case serialHyperV:
		b = hyperVSerial(d, b)
	case serialEC2:
		return "ec2" + d.uuid(saltSerialA)[3:]
	case serialJunk:
		return pick(d, saltSerialKind, junkSerials)
	}
	return string(b)
}

// hpSerial goes on with the last digit of the year and the week.
func hpSerial(d draw, b []byte, year int) []byte {
	b = append(b, byte('0'+year%10))
	week := d.in(saltSerialB, 1, 52)
	b = append(b, byte('0'+week/10), byte('0'+week%10))
	return d.chars(b, saltSerialA, upperAlnum, 4)
}

// appleSerial is random since 2021; before, it began with the factory.
func appleSerial(d draw, b []byte) []byte {
	n := 10
	if d.percent(saltSerialKind, 35) {
		b, n = append(b, 'C', '0', '2'), 9
	}
	return d.chars(b, saltSerialA, appleAlnum, n)
}

// vmwareSerial is the VM's UUID in bytes; a template's clones share it.
func vmwareSerial(d draw, b []byte) []byte {
	b = append(b, "VMware-56 4d"...)
	x, y := d.bits(saltSerialA), d.bits(saltSerialB)
	for i := 2; i < 16; i++ {
		sep := byte(' ')
		if i == 8 {
			sep = '-'
		}
		v := x
		if i >= 8 {
			v = y
		}
		b = append(b, sep, hexLower[v>>(i%8*8+4)&15], hexLower[v>>(i%8*8)&15])
	}
	return b
}

// hyperVSerial is seven groups of digits.
func hyperVSerial(d draw, b []byte) []byte {
	for i := range 6 {
		b = append(d.sub(saltSerialA, i).chars(b, saltSerialB, digits, 4), '-')
	}
	return d.chars(b, saltSerialB, digits, 2)
}
