// Package ninjasim is a simulator of the NinjaOne public API v2: OAuth, the
// listings and reports that an inventory and access sync reads, and the quirks
// that make clients fail in the field.
//
// A world of organizations, devices and people follows from a seed; its time
// stands still until Advance moves it. Tests change it by the methods of Sim,
// other programs by the control routes under /sim/, and faults can be armed by
// a short grammar (package fault).
//
// What it serves follows the vendor's public description and captured answers;
// where neither exists, the choice is noted where it is made. It depends on
// the standard library only.
package ninjasim
