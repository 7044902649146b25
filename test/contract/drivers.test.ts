import { driversAtOurServer, localDriverUnderTest, remoteDrivers } from '../support/drivers.js';
import { driverContract } from './driver-contract.js';

driverContract('local', localDriverUnderTest);
for (const [name, open] of Object.entries(remoteDrivers)) driverContract(name, open);
for (const [name, open] of Object.entries(driversAtOurServer)) driverContract(`${name} at our server`, open);
