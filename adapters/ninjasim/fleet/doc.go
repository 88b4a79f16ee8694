// Package fleet is the world behind the NinjaOne simulator: organizations,
// locations, people, roles, policies and devices of an imaginary managed
// service provider.
//
// Everything follows from a seed. A device is kept as a record of some fifty
// bytes; names, serials, hardware, addresses and dates are derived from the
// seed each time they are asked for, and mutations lie over that. So 200,000
// devices need a few tens of MiB, and the same seed gives the same bytes.
//
// A World is not safe for concurrent use: the simulator locks around it.
package fleet
