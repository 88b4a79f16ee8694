package poller_test

// workstation is a device as GET /v2/devices-detailed?expand=warranty,assignedOwner
// gives it, of about 2.2 KB.
const workstation = `{"id":5948,"uid":"a8b0c9d0-aaf6-422e-975c-aef27c935de2","organizationId":13,"locationId":33,` +
	`"nodeClass":"WINDOWS_WORKSTATION","nodeRoleId":1002,"rolePolicyId":57,"policyId":243,"approvalStatus":"APPROVED","offline":false,` +
	`"displayName":"EXA-LAP-001 (Jane)","systemName":"EXA-LAP-001","dnsName":"EXA-LAP-001.example.test","netbiosName":"EXA-LAP-001",` +
	`"created":1743088826.524929000,"lastContact":1759136775.901000000,"lastUpdate":1759136775.901000000,"tags":["vip","lab"],` +
	`"ipAddresses":["10.10.88.4","fe80::1:26ff:fecb:352"],"macAddresses":["00:15:5D:00:00:04","00:15:5D:00:00:04","00:15:5D:00:00:02"],` +
	`"publicIP":"203.0.113.242","notes":[{"text":"docking station replaced"}],` +
	`"os":{"manufacturer":"Microsoft Corporation","name":"Windows 11 Professional Edition","architecture":"64-bit",` +
	`"lastBootTime":1758761443.000000000,"buildNumber":"22631","releaseId":"23H2","servicePackMajorVersion":0,"servicePackMinorVersion":0,` +
	`"locale":"en-GB","language":"English","needsReboot":false},` +
	`"system":{"name":"EXA-LAP-001","manufacturer":"LENOVO","model":"21HDCTO1WW","biosSerialNumber":"PF4A0000","serialNumber":"PF4A0000",` +
	`"domain":"EXAMPLE","domainRole":"Member Workstation","numberOfProcessors":1,"totalPhysicalMemory":34000000000,"virtualMachine":false,"chassisType":"LAPTOP"},` +
	`"memory":{"capacity":34000000000},"processors":[{"architecture":"x64","maxClockSpeed":2694000000,"clockSpeed":2694000000,` +
	`"name":"13th Gen Intel(R) Core(TM) i7-1355U","numCores":10,"numLogicalCores":12}],` +
	`"volumes":[{"nodeId":5948,"name":"C:","label":"","deviceType":"Local Disk","fileSystem":"NTFS","autoMount":false,"compressed":false,` +
	`"capacity":510559194112,"freeSpace":60945354752,"serialNumber":"3EEA0000"},{"nodeId":5948,"name":"D:","label":"Data","deviceType":"Local Disk",` +
	`"fileSystem":"NTFS","autoMount":false,"compressed":false,"capacity":136559194112,"freeSpace":945354752,"serialNumber":"3EEA0001"}],` +
	`"lastLoggedInUser":"EXAMPLE\\jdoe","deviceType":"AgentDevice","references":{"warranty":{"startDate":1697760000.000000000,` +
	`"endDate":1792368000.000000000,"manufacturerFulfillmentDate":1697673600.000000000},"assignedOwner":{"id":31,` +
	`"uid":"d6917463-fd25-4cdc-be23-ccaee033f180","firstName":"Jane","lastName":"Doe","email":"jane.doe@example.test","phone":"",` +
	`"assignedDeviceIds":[5948]}}}`
