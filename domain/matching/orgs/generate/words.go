package generate

import "strings"

// list is words of which every other one belongs to each of Training and Test; Fresh has
// lists of its own, and all of the others.
type list []string

// words reads a list: one entry between commas.
func words(s string) list {
	all := strings.Split(s, ",")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}

// of gives the part of a half.
func (l list) of(h Half) []string {
	if h == Fresh {
		return l
	}
	var part []string
	for i, w := range l {
		if i%2 == int(h) {
			part = append(part, w)
		}
	}
	return part
}

// country is how businesses are called in one country.
type country struct {
	name     string
	families list
	givens   list
	trades   list // what stands at the end
	places   list
	// forms are legal forms; the writings of one are divided by a slash, the usual first.
	forms []string
	// abbreviations are long and short, divided by a slash; long ones end a name.
	abbreviations []string
	and           string
	sons          string // after "family and"
	extensions    list   // makes another company of the same house
	units         []string
	numbered      []string // numbered companies; # is the number
	titles        []string // of people who are a practice; # is the name
	domain        string
}

var english = country{
	name: "us",
	families: words(`Whitfield, Hargrove, Pemberton, Trammell, Castellano, Okafor, Lindqvist, Beauregard, Fairchild, Kowalczyk, Abernathy, Delacroix,
		Sinclair, Yoder, Montague, Vickers, Ostrander, Bramwell, Kensington, Tolliver, Ashcroft, Rutledge, Callahan, Pruitt, Holloway, Sandoval,
		McAllister, Devereaux, Lockhart, Wexler, Gallagher, Thibodeau, Hendricks, Stanhope, Marchetti, Quigley, Bosworth, Calloway, Drummond, Ellsworth,
		Farnsworth, Gutierrez, Hathaway, Ibarra, Jankowski, Kilpatrick, Lattimore, Maddox, Nakamura, Oglesby, Pennington, Radcliffe, Satterfield, Thornbury,
		Underhill, Vandermeer, Westbrook, Yarborough, Zimmerman, Applegate, Blankenship, Cartwright, Dunleavy, Eberhart, Fitzgerald, Goldstein, Hutchins,
		Ingersoll, Jefferson, Kirkland, Lombardi, Mulligan, Nordstrom, Overton, Peralta, Rasmussen, Stapleton, Trevino, Upchurch, Villanueva, Winslow,
		Youngblood, Zapata, Ackerman, Bancroft, Crenshaw, Dougherty, Espinoza, Flanagan, Greenwald, Hightower, Iverson, Jacoby, Keating, Lassiter,
		Merriweather, Nettles, Orozco, Pickering, Quintana, Ridgeway, Swenson, Tuttle, Vasquez, Woolridge, Biddle, Cromwell, Dinwiddie, Ferrara, Grady,
		Aldridge, Bellamy, Carmichael, Danforth, Eastman, Fleming, Garrison, Haverford, Ishikawa, Jennings, Kowalski, Langston, Mcallen, Norwood, Oakley,
		Prescott, Quimby, Rosenthal, Somerset, Templeton, Upton, Vaughan, Wakefield, Yates, Zeller, Archibald, Boswell, Copeland, Dempsey, Emerson, Forsythe,
		Gifford, Huxley, Irwin, Jarvis, Kendrick, Llewellyn, Mansfield, Nightingale, Osborne, Partridge, Quinlan, Rockwell, Sheffield, Thackeray, Ullman,
		Venable, Wadsworth, Yamamoto, Zuniga, Alvarez, Birmingham, Cavanaugh, Delgado, Escobar, Fontaine, Guerrero, Hernandez, Ismail, Joubert, Khatri,
		Lamontagne, Mendoza, Novak, Olivares, Patel, Qureshi, Romanov, Subramanian, Takahashi, Uribe, Velasco, Wojcik, Yilmaz, Zhukov, Ainsworth, Bickford,
		Chadwick, Dunmore, Eggleston, Fotheringham, Gillespie, Haggerty, Inglewood, Jessup, Killian, Loomis, Mayfield, Naughton, Ormsby, Plunkett, Rafferty,
		Shaughnessy, Tremaine, Urquhart, Valentine, Wetherby, Yeager, Zollinger, Atherton, Brubaker, Culpepper, Dorsett, Ewing, Farraday, Goodwin, Heathcote`),
	givens: words(`James, Kelli, Robert, Marta, Daniel, Susan, Andrew, Teresa, Gregory, Nadine, Walter, Priya, Howard, Denise, Marcus, Yvonne, Patrick, Lorraine,
		Felix, Carmen, Douglas, Ingrid, Raymond, Beatrice`),
	trades: words(`Dental, Plumbing, Roofing, Orthodontics, Law Firm, Law Group, Accounting, Bookkeeping, Electric, Heating & Cooling, Construction, Builders,
		Insurance Agency, Insurance Services, Veterinary Clinic, Animal Hospital, Landscaping, Lawn Care, Auto Repair, Auto Body, Realty, Property Management,
		Machine Shop, Precision Machining, Pediatrics, Family Medicine, Chiropractic, Physical Therapy, Trucking, Freight, Bakery, Catering, Flooring, Cabinets,
		Architects, Surveying, Pharmacy, Optometry, Funeral Home, Monuments, Winery, Brewing, Security Systems, Locksmith, Photography, Printing,
		Staffing, Consulting, Marine Supply, Boat Works, Tree Service, Excavating, Interiors, Upholstery, Pest Control, Pool Service`),
	places: words(`Cedar Falls, Reading, Vancouver, Oakdale, Burlington, Harrogate, Calgary, Ashland, Fairview, Leicester, Halifax, Millbrook, Lakewood, Swindon,
		Regina, Clayton, Greenville, Taunton, Kelowna, Franklin, Dover, Exeter, Moncton, Medford, Boise, Truro, Saskatoon, Helena, Yuma, Stirling, Windsor, Provo`),
	forms:         []string{"Inc./Inc/Incorporated/INC", "LLC/L.L.C./llc", "Ltd/Ltd./Limited/LTD", "Corp./Corp/Corporation", "Co./Co/Company", "PLLC/P.L.L.C.", "LLP/L.L.P."},
	abbreviations: []string{"Group/Grp", "Services/Svcs", "Associates/Assoc", "Manufacturing/Mfg", "Center/Ctr", "International/Intl", "Management/Mgmt", "Brothers/Bros", "Engineering/Eng", "Technologies/Tech", "Department/Dept", "Distributors/Dist"},
	and:           "and", sons: "Sons",
	extensions: words("Europe, Asia Pacific, Capital, Properties, Leasing, Ventures, Foundation, Charitable Trust, Real Estate, Investments, International, Canada"),
	units:      []string{"#%d", "Unit %d", "No. %d", "Store %d", "Site %d"},
	numbered:   []string{"# BC Ltd", "# Ontario Inc.", "# Alberta Ltd.", "# Manitoba Inc"},
	titles:     []string{"Dr. #", "#, DDS", "# MD", "#, Attorney at Law", "# CPA"},
	domain:     "com",
}

// starts and ends make names of two words or, joined, of one.
var (
	starts = words(`Silver, Copper, Harbor, Granite, Willow, Eagle, Maple, Summit, Prairie, Stone, Crystal, Timber, Golden, Iron, Falcon, Amber, Cobalt, Northern,
		Meadow, Sable, Juniper, Cascade, Heron, Orchard, Beacon, Lantern, Crimson, Quartz, Raven, Cypress, Bear, Laurel, Twin, Sunset, Wolf, Bright, Hazel, Liberty, Fern, Noble`)
	ends = words(`Ridge, Creek, Point, Lake, Grove, Hollow, Bridge, Canyon, Peak, Valley, Shore, Field, Bluff, Harbour, Springs, Meadows, Gate, Crossing, Hill, Bay`)
	// numbers are written in both ways at the beginning of a name.
	numbers = words(`Two/2 Rivers, Three/3 Brothers, Seven/7 Oaks, Five/5 Star, First/1st Choice, Second/2nd Nature, Four/4 Seasons, Six/6 Pines, Ten/10 Acre,
		Eight/8 Bells, Third/3rd Coast, Nine/9 Lives, Twelve/12 Stones, Eleven/11 Elms`)
	// alike are two words that differ in a letter or two and mean different things.
	alike = words(`Dental/Rental, Printing/Painting, Marine/Marina, Farms/Pharms, Metals/Medals, Floors/Doors, Tiles/Tires, Glass/Grass, Boats/Boots, Cars/Care,
		Hearing/Heating, Towing/Sewing, Baking/Banking, Signs/Signals, Homes/Domes, Coating/Boating, Fencing/Fending, Wines/Pines, Sails/Nails, Trailers/Tailors`)
	buckets = words(`Unknown, Default, Unassigned, Default Organization, New Organization, Test, Internal, Lab, Spare Pool, Workgroup, Onboarding, Home, Temp,
		Decommissioned, Staging, To Be Sorted, N/A, None, Misc, Demo, Inbox, Loaners, Other, Unmanaged`)
	tags = words(`- Head Office, - HQ, - Main Office, (Managed), - Headquarters, - Servers, - Workstations, (MSP), - Main, - Corporate Office, (Fully Managed), - Office`)
	// funds are followed by a number.
	funds = words(`Growth Fund, Opportunity Fund, Income Partners, Equity Partners, Realty Fund, Venture Fund, Credit Fund, Land Trust`)
)
