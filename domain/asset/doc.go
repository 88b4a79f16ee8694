// Package asset holds the pure rules that make an asset out of what NinjaOne says
// about a device: which member gives which field (FLD), the category (CAT), which
// serial numbers are junk (appendix A.3), and the status (FLD-06).
//
// It has no I/O, no clock and no SQL. A rule that a workspace may change is a
// member of Rules; everything else is code and changes with the program.
package asset
