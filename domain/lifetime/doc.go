// Package lifetime is the arithmetic of ages, warranties and replacement: which band an
// age falls in, what a warranty's end means today, when a device is due. It reckons in
// calendar days without a time or a zone; which day it is now is for who asks.
package lifetime
