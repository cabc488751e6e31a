global using System.Text.Json;
global using System.Text.Json.Serialization;
global using Heliostat.Protocol.Jobs;
global using Heliostat.Protocol.Values;
