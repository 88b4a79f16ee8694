package observation

// Limits of a row. An event holds 256 KiB; the rest of it is for what the poller
// adds: facts, notes, the sealed owner, ids.
const (
	// MaxStored is the most bytes that the stored form of a row may have.
	MaxStored = 208 << 10
	// MaxStoredRole is that of a role, which names all its members; the log holds it packed.
	MaxStoredRole = 8 << 20
	// MaxPersonal is the most bytes of one personal member; base64 of its cipher
	// text takes a third more.
	MaxPersonal = 12 << 10
	// MaxDepth is how deep objects and lists may be nested.
	MaxDepth = 64
	// maxNotes is how many notes of a row are told one by one.
	maxNotes = 16
	// plainDigits is how long a number may get before it is written with an exponent.
	plainDigits = 40
	// maxExponent bounds exponents, so that no arithmetic on them overflows.
	maxExponent = 1_000_000
)
