import { customers, departmentsOf, identityLookupNeeds } from '#customers';
