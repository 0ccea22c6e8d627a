/*
 * The star of the benchmark in ns-3: nodes around one sink, all in range of each other, each
 * sending a 60-octet PSDU with ACK once in ten seconds in the mean. Radios alone, as radioStar()
 * of scripts/star.ts has them: the same loss, power, rate and ring.
 *
 *   star NODES SECONDS WALL_SECONDS  ->  one JSON object
 *
 * Runs SECONDS of simulated time, or as much of them as fits into WALL_SECONDS. What differs:
 * ns-3 draws from its own streams, takes interference as noise, and lays the frame out itself.
 */
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>

#include <ns3/constant-position-mobility-model.h>
#include <ns3/double.h>
#include <ns3/propagation-loss-model.h>
#include <ns3/lr-wpan-mac.h>
#include <ns3/lr-wpan-net-device.h>
#include <ns3/lr-wpan-phy.h>
#include <ns3/node.h>
#include <ns3/packet.h>
#include <ns3/random-variable-stream.h>
#include <ns3/simulator.h>
#include <ns3/single-model-spectrum-channel.h>

using namespace ns3;

namespace {

const double INTERVAL_S = 10;
const double RADIUS_M = 10;
const double REFERENCE_LOSS_DB = 46.68;
const double EXPONENT = 3;
/** What MHR and FCS leave of 60 octets, with short addresses in one PAN. */
const uint32_t PAYLOAD_SIZE = 60 - 11;
const uint16_t PAN = 1;
/** Simulated time between two looks at the clock. */
const double STEP_S = 0.5;
const double TWO_PI = 6.283185307179586;

struct Tally
{
	uint64_t received = 0;
	uint64_t done = 0;
};

Tally tally;

Mac16Address address(int number)
{
	const uint8_t octets[2] = {static_cast<uint8_t>(number >> 8), static_cast<uint8_t>(number)};
	Mac16Address made;
	made.CopyFrom(octets);
	return made;
}

Ptr<LrWpanNetDevice> device(Ptr<SpectrumChannel> channel, int index, int count)
{
	auto node = CreateObject<Node>();
	auto place = CreateObject<ConstantPositionMobilityModel>();
	double angle = TWO_PI * index / count;
	double radius = index == 0 ? 0 : RADIUS_M;
	place->SetPosition(Vector(radius * std::cos(angle), radius * std::sin(angle), 0));
	auto made = CreateObject<LrWpanNetDevice>();
	made->SetAddress(address(index + 1));
	made->SetChannel(channel);
	made->GetPhy()->SetMobility(place);
	node->AggregateObject(place);
	node->AddDevice(made);
	made->GetMac()->SetPanId(PAN);
	return made;
}

Ptr<SpectrumChannel> air()
{
	auto channel = CreateObject<SingleModelSpectrumChannel>();
	auto loss = CreateObject<LogDistancePropagationLossModel>();
	loss->SetPathLossExponent(EXPONENT);
	loss->SetReference(1, REFERENCE_LOSS_DB);
	channel->AddPropagationLossModel(loss);
	return channel;
}

void send(Ptr<LrWpanMac> mac, Ptr<RandomVariableStream> luck)
{
	McpsDataRequestParams request;
	request.m_dstPanId = PAN;
	request.m_dstAddr = address(1);
	request.m_txOptions = TX_OPTION_ACK;
	mac->McpsDataRequest(request, Create<Packet>(PAYLOAD_SIZE));
	Simulator::Schedule(Seconds(luck->GetValue()), &send, mac, luck);
}

/* A frame whose ACK was lost comes again, and ns-3 hands it up again: the same DSN counts once. */
void received(McpsDataIndicationParams frame, Ptr<Packet>)
{
	static std::map<Mac16Address, int> last;
	auto known = last.insert({frame.m_srcAddr, -1}).first;
	if (known->second == frame.m_dsn) return;
	known->second = frame.m_dsn;
	tally.received++;
}

void done(McpsDataConfirmParams)
{
	tally.done++;
}

double seconds()
{
	auto now = std::chrono::steady_clock::now().time_since_epoch();
	return std::chrono::duration<double>(now).count();
}

} // namespace

int main(int argc, char** argv)
{
	if (argc != 4)
	{
		std::fprintf(stderr, "usage: star NODES SECONDS WALL_SECONDS\n");
		return 2;
	}
	const int count = std::atoi(argv[1]);
	const double wanted = std::atof(argv[2]);
	const double patience = std::atof(argv[3]);

	auto channel = air();
	auto sink = device(channel, 0, count);
	sink->GetMac()->SetMcpsDataIndicationCallback(MakeCallback(&received));
	auto luck = CreateObject<ExponentialRandomVariable>();
	luck->SetAttribute("Mean", DoubleValue(INTERVAL_S));
	auto start = CreateObject<UniformRandomVariable>();
	for (int index = 1; index <= count; index++)
	{
		auto mac = device(channel, index, count)->GetMac();
		mac->SetMcpsDataConfirmCallback(MakeCallback(&done));
		Simulator::Schedule(Seconds(start->GetValue(0, INTERVAL_S)), &send, mac, luck);
	}

	const double began = seconds();
	const std::clock_t clocked = std::clock();
	double simulated = 0;
	while (simulated < wanted && seconds() - began < patience)
	{
		simulated = std::fmin(simulated + STEP_S, wanted);
		Simulator::Stop(Seconds(simulated) - Simulator::Now());
		Simulator::Run();
	}
	const double cpu = static_cast<double>(std::clock() - clocked) / CLOCKS_PER_SEC;
	std::printf("{\"simulatedSeconds\": %g, \"cpuSeconds\": %.6f, \"events\": %llu, ", simulated,
		cpu, static_cast<unsigned long long>(Simulator::GetEventCount()));
	std::printf("\"received\": %llu, \"frames\": %llu}\n",
		static_cast<unsigned long long>(tally.received),
		static_cast<unsigned long long>(tally.done));
	Simulator::Destroy();
	return 0;
}
